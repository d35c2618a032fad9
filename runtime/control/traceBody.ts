/** Traces the user's function for a loop or branch. */
import type { JaxArray } from "../core/array.ts";
import { hoistConsts, type Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import { isTracing } from "../core/tracer.ts";
import { randomUnwrap, randomWrap } from "../primitives/randomKeys.ts";
import { evalJaxpr } from "../transforms/evalJaxpr.ts";
import { flatFunction } from "../transforms/flatFunction.ts";
import type { Aval } from "../types/aval.ts";
import type { TreeDef } from "../types/pytree.ts";
import { intern } from "./intern.ts";
import { keptWithJaxpr } from "./keptWithJaxpr.ts";

export interface TracedBody {
  /** Captured arrays come first among the inputs. */
  readonly jaxpr: Jaxpr;
  readonly consts: readonly JaxArray[];
  readonly outDef: TreeDef;
  readonly outAvals: readonly Aval[];
}

/** `inDef` is the structure of the argument list, `avals` are those of its leaves; `name` is the transformation in error messages. */
export function traceBody(
  f: (...args: any[]) => unknown,
  inDef: TreeDef,
  avals: readonly Aval[],
  action: string,
  name: string,
): TracedBody {
  const flat = flatFunction(f, inDef, action, false);
  const { jaxpr, consts } = traceToJaxpr((...inputs) => flat.run(inputs, (x) => x).outputs, avals, name);
  return {
    jaxpr: hoistConsts(jaxpr),
    consts,
    outDef: flat.outDef(),
    outAvals: jaxpr.outputs.map((atom) => atom.aval),
  };
}

/** Keys travel through loops and branches as their words, so that these can be sliced, stacked and chosen from. */
export function asWords(x: JaxArray): JaxArray {
  return x.dtype === "key<fry>" ? randomUnwrap(x) : x;
}

/** The array of an aval from its words. */
export function fromWords(x: JaxArray, { dtype }: Aval): JaxArray {
  return dtype === "key<fry>" ? randomWrap(x) : x;
}

/**
 * The jaxpr as control primitives take it: on words in the place of keys. Outside jit the same function gives the same jaxpr again
 * at the next call, so that its program and its derivatives are made once.
 */
export function bodyOnWords(jaxpr: Jaxpr): Jaxpr {
  const onWords = overWords(jaxpr);
  return isTracing() ? onWords : intern(onWords);
}

const overWords: (jaxpr: Jaxpr) => Jaxpr = keptWithJaxpr((jaxpr: Jaxpr): Jaxpr => {
  const isKey = ({ aval }: { aval: Aval }) => aval.dtype === "key<fry>";
  if (!jaxpr.inputs.some(isKey) && !jaxpr.outputs.some(isKey)) return jaxpr;
  const avals = jaxpr.inputs.map(
    (v): Aval => (isKey(v) ? { shape: [...v.aval.shape, 2], dtype: "uint32", weakType: false } : v.aval),
  );
  return traceToJaxpr((...words) => {
    const inputs = words.map((x, i) => fromWords(x, jaxpr.inputs[i]!.aval));
    return evalJaxpr(jaxpr, [], inputs).map(asWords);
  }, avals).jaxpr;
});
