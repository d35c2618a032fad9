/**
 * Transformations of functions. Each runs the user's function with tracers of its own kind and answers every operation by a rule
 * of the primitive; the rule's operations go one trace further out, so that transformations nest in any order.
 *
 *     jvp         value and tangent side by side                         jvpTrace.ts
 *     linearize   value now, the operations on tangents recorded         linearizeFlat.ts
 *     vjp, grad   linearize, then the record run backwards               backwardPass.ts
 *     vmap        arrays with an axis the function does not see          batchTrace.ts
 *     makeJaxpr   everything recorded                                    core/jaxprTrace.ts
 *
 * Zero tangents are null and cost nothing. Structure (pytrees, argnums, aux) is peeled off by `flatFunction.ts`; below it there
 * are only lists of arrays.
 */
export type { Argnums } from "./argnums.ts";
export { evalJaxpr } from "./evalJaxpr.ts";
export { type ForwardAndBackward, fwdAndBwd } from "./fwdAndBwd.ts";
export { type GradOptions, grad, valueAndGrad } from "./grad.ts";
export { hessian, type JacobianOptions, jacfwd, jacobian, jacrev } from "./jacobian.ts";
export { jvp } from "./jvp.ts";
export { linearize } from "./linearize.ts";
export { linearTranspose } from "./linearTranspose.ts";
export { evalShape, makeJaxpr, TracedJaxpr } from "./makeJaxpr.ts";
export { ShapeDtypeStruct } from "./shapeDtypeStruct.ts";
export { vjp } from "./vjp.ts";
export { type AxisTree, type VmapOptions, vmap } from "./vmap.ts";
