import type { JaxArray } from "../../core/array.ts";
import { asArray } from "../../core/asArray.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { ShapeDtypeStruct } from "../../transforms/shapeDtypeStruct.ts";
import { type Aval, aval } from "../../types/aval.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { Assembly } from "../graph/assembly.ts";
import { enter, heldValues, type Left, leave, open, plainValues } from "./graphCall.ts";

/**
 * What a function of modules would return, without computing it: shapes and dtypes in place of arrays. A module that it makes has
 * them in its Variables. The modules given are not changed.
 *
 * @param f the function
 * @param args its arguments; arrays or `jax.ShapeDtypeStruct`
 * @returns the result, with a ShapeDtypeStruct for each array
 * @example
 * const model = nnx.evalShape(() => new nnx.Linear(3, 4, { rngs: new nnx.Rngs(0) }));
 * assertEqual(model.kernel.value.shape, [3, 4]);
 * assertEqual(nnx.evalShape((m: nnx.Linear, x: jax.Array) => m(x), model, jnp.ones([2, 3])).shape, [2, 4]);
 */
// any: arrays become ShapeDtypeStructs
export function evalShape<A extends any[]>(f: (...args: A) => unknown, ...args: { [K in keyof A]: unknown }): any {
  const opened = open(args);
  const [leaves, inputDef] = flatten([heldValues(opened.leaves), plainValues(opened.slots)]);
  let left: Left | undefined;
  let outDef: TreeDef | undefined;
  const { jaxpr } = traceToJaxpr(
    (...inputs) => {
      const [held, values] = inputDef.unflatten(inputs) as [unknown[], unknown[]];
      const entered = enter(opened, held, values);
      left = leave(opened, entered, f(...(entered.args as A)));
      const [outs, def] = flatten([left.held, left.values]);
      outDef = def;
      return outs.map((out) => asArray(out as JaxArray));
    },
    leaves.map(avalOf),
    "nnx.evalShape",
  );
  const shapes = jaxpr.outputs.map(({ aval: out }) => new ShapeDtypeStruct(out.shape, out.dtype));
  const [held, values] = outDef!.unflatten(shapes) as [unknown[], unknown[]];
  const { recipe } = left!;
  const assembly = new Assembly(held);
  const roots = recipe.rebuild?.parts.map((part) => assembly.build(part)) ?? [];
  let next = 0;
  return recipe.outDef.unflatten(
    recipe.outSlots.map((slot) =>
      "constant" in slot ? slot.constant : "root" in slot ? roots[slot.root] : values[next++],
    ),
  );
}

function avalOf(leaf: unknown): Aval {
  if (leaf instanceof ShapeDtypeStruct) return aval(leaf.shape, leaf.dtype);
  return asArray(leaf as JaxArray).aval;
}
