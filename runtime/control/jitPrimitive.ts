/**
 * The primitive `jit`: an equation that carries a jaxpr. It means nothing more than running it; the compiler inlines it where it
 * is nested, and compiles it as one program where it stands alone.
 */
import type { JaxArray } from "../core/array.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { definePrimitiveMany, isLinear, type Primitive } from "../core/primitive.ts";
import { batchJaxpr } from "./batchJaxpr.ts";
import { checkAvals } from "./checkAvals.ts";
import { splitJaxpr } from "./splitJaxpr.ts";
import { transposeJaxpr } from "./transposeJaxpr.ts";

export type JitParams = {
  /** The function's name, for people. */
  readonly name: string;
  /** Without captured arrays: they are among the inputs. */
  readonly jaxpr: Jaxpr;
};

/** Runs a jaxpr. Its rules transform the jaxpr; what they make is kept with it. */
export const jitPrimitive: Primitive<JaxArray[], JitParams, JaxArray[]> = definePrimitiveMany<JaxArray[], JitParams>({
  name: "jit",
  shape(inputs, { name, jaxpr }) {
    checkAvals(`run the program of ${name}`, inputs, jaxpr);
    return jaxpr.outputs.map((atom) => atom.aval);
  },
  inline: ({ jaxpr }) => jaxpr,
  jvp(primals, tangents, { name, jaxpr }) {
    const { known, linear, nonzero, residuals } = splitJaxpr(jaxpr, tangents.map(Boolean));
    const results = jitPrimitive(...primals, { name, jaxpr: known });
    const kept = residuals.map(({ from, index }) => (from === "inputs" ? primals : results)[index]!);
    const directions = tangents.filter((tangent) => tangent !== null);
    const derivatives = linear.outputs.length ? jitPrimitive(...kept, ...directions, { name, jaxpr: linear }) : [];
    let next = 0;
    return [results.slice(0, nonzero.length), nonzero.map((isNonzero) => (isNonzero ? derivatives[next++]! : null))];
  },
  transpose(cotangents, operands, { name, jaxpr }) {
    const transposed = transposeJaxpr(jaxpr, operands.map(isLinear), cotangents.map(Boolean));
    const known = operands.filter((operand) => !isLinear(operand)) as JaxArray[];
    const given = cotangents.filter((ct) => ct !== null);
    const found = transposed.jaxpr.outputs.length
      ? jitPrimitive(...known, ...given, { name, jaxpr: transposed.jaxpr })
      : [];
    let next = 0;
    return transposed.nonzero.map((isNonzero) => (isNonzero ? found[next++]! : null));
  },
  batch(operands, axes, { name, jaxpr }, batch) {
    const batched = batchJaxpr(jaxpr, axes, batch);
    return [jitPrimitive(...operands, { name, jaxpr: batched.jaxpr }), batched.axes];
  },
  printParams: ({ name, jaxpr }) => ({ name, jaxpr }),
});
