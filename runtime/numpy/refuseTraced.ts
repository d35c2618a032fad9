/** `refuseTraced`: sizes, bounds and axes must be numbers, because programs are made for shapes. */
import { DeviceArray, JaxArray } from "../core/array.ts";
import { ConcretizationError } from "../core/errors.ts";
import { printAval } from "../types/aval.ts";

/** Throws where one of the values is an array and not a number. `wish` is what cannot be done: "make zeros". */
export function refuseTraced(wish: string, what: "size" | "bound" | "axis", values: readonly unknown[]): void {
  const array = values.find((value) => value instanceof JaxArray);
  if (array === undefined) return;
  const type = printAval((array as JaxArray).aval);
  if (array instanceof DeviceArray)
    throw new TypeError(
      `Cannot ${wish} with ${type} as ${what === "axis" ? "an" : "a"} ${what}: it must be a number; use x.item()`,
    );
  throw new ConcretizationError(
    `Cannot ${wish} with a traced ${type} as ${what === "axis" ? "an" : "a"} ${what}: shapes must be known while tracing; take it from x.shape, or make the argument static: jax.jit(f, { staticArgnums: 0 })`,
  );
}
