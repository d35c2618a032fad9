/** Primitives whose value is computed by a loop, and whose derivative is a formula of the result. */
import type { JaxArray } from "../core/array.ts";
import { hoistConsts, type Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import { definePrimitiveMany, type Primitive } from "../core/primitive.ts";
import { moveAxis } from "../primitives/moveAxis.ts";
import type { Aval } from "../types/aval.ts";
import { aval } from "../types/aval.ts";

/** What a decomposition says about itself. */
export interface Decomposition {
  readonly name: string;
  /** The results of a stack of matrices, by a loop that is not differentiated. Captures no arrays. */
  compute(a: JaxArray): readonly JaxArray[];
  /** The tangents of the results: linear in `da`. */
  tangents(results: readonly JaxArray[], da: JaxArray): readonly JaxArray[];
}

type Params = { readonly jaxpr: Jaxpr };

/** A function of a stack of matrices with several results, differentiable in both modes by its rule. */
export function decomposition({ name, compute, tangents }: Decomposition): (a: JaxArray) => readonly JaxArray[] {
  const primitive: Primitive<[a: JaxArray], Params, JaxArray[]> = definePrimitiveMany<[a: JaxArray], Params>({
    name,
    shape: (_, { jaxpr }) => jaxpr.outputs.map((atom) => atom.aval),
    inline: ({ jaxpr }) => jaxpr,
    partition([a], _, tools, outputs) {
      const stack = a!.spec.slice(0, -2);
      const { local } = tools.reshard(a!, [...stack, [], []]); // a matrix is on one device
      return apply(local).map((result, i) => {
        const own = outputs[i]!.shape.slice(stack.length).map((): readonly string[] => []);
        return { local: result, aval: outputs[i]!, spec: [...stack, ...own] };
      });
    },
    jvp([a], [da]) {
      const results = apply(a!);
      return [results, tangents(results, da!)];
    },
    batch([a], [b]) {
      const results = apply(moveAxis(a!, b!, 0));
      return [results, results.map(() => 0)];
    },
    printParams: () => ({}),
  });
  const traced = new Map<string, Jaxpr>();
  const apply = (a: JaxArray): readonly JaxArray[] => {
    const key = `${a.dtype}[${a.shape}]`;
    let jaxpr = traced.get(key);
    if (!jaxpr) {
      jaxpr = jaxprOf(compute, aval(a.shape, a.dtype), name);
      traced.set(key, jaxpr);
    }
    return primitive(a, { jaxpr });
  };
  return apply;
}

function jaxprOf(compute: Decomposition["compute"], of: Aval, name: string): Jaxpr {
  const { jaxpr, consts } = traceToJaxpr((a) => [...compute(a!)], [of], name);
  if (consts.length > 0) throw new Error(`${name} captures ${consts.length} arrays: make them inside`);
  return hoistConsts(jaxpr);
}
