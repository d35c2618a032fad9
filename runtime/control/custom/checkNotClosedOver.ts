/** The one thing custom rules cannot do: differentiate by what their function captured from outside. */
import type { Tangent } from "../../core/primitive.ts";

/** Throws a `TypeError` if a captured array has a tangent. */
export function checkNotClosedOver(name: string, maker: string, tangents: readonly Tangent[]): void {
  if (!tangents.some(Boolean)) return;
  throw new TypeError(
    `Cannot differentiate the ${maker} function ${name} by an array it captured: its rule knows the arguments only; pass the array as an ` +
      "argument, or find such arrays with jax.closureConvert",
  );
}
