import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { expectPlacing } from "../core/placement.ts";
import { definePrimitive, type Primitive } from "../core/primitive.ts";
import type { Sharding } from "../sharding/index.ts";
import { flatten } from "../types/pytree.ts";

type InspectParams = { readonly callback: (sharding: Sharding) => void };

const inspectSharding: Primitive<[x: JaxArray], InspectParams, JaxArray> = definePrimitive<
  [x: JaxArray],
  InspectParams
>({
  name: "inspectSharding",
  places: true,
  shape: ([x]) => [x!],
  partition([part], { callback }, tools) {
    callback(tools.placement(part!.spec) as Sharding);
    return [part!];
  },
  jvp: ([x], [dx], params) => [[inspectSharding(x!, params)], [dx!]],
  transpose: ([ct]) => [ct!],
  batch: ([x], axes, params) => [[inspectSharding(x!, params)], axes],
  printParams: () => ({}),
});

/**
 * Tells how an array lies on devices, also inside a jitted function, where that is decided when its program is made: the callback is
 * called then, and not again when the program runs.
 *
 * @param value pytree of arrays, concrete or traced
 * @param options.callback gets the sharding of each array
 * @example
 * const mesh = jax.makeMesh([1], ["data"]);
 * const x = jax.devicePut(jnp.ones([4]), new jax.NamedSharding(mesh, jax.P("data")));
 * let seen = "";
 * const f = jax.jit((x: jax.Array) => {
 *   const y = x.add(1);
 *   jax.debug.inspectArraySharding(y, { callback: ({ spec }: any) => (seen = String(spec)) });
 *   return y;
 * });
 * f(x);
 * assertEqual(seen, "P('data',)");
 */
export function inspectArraySharding(
  value: unknown,
  { callback }: { readonly callback: (sharding: Sharding) => void },
): void {
  for (const leaf of flatten(value)[0]) {
    const x = asArray(leaf as ArrayLike);
    if (x instanceof DeviceArray) {
      callback(x.sharding);
      continue;
    }
    expectPlacing();
    inspectSharding(x, { callback });
  }
}
