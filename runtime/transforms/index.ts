/** Transformations of functions. */
export type { Argnums } from "./argnums.ts";
export { evalJaxpr } from "./evalJaxpr.ts";
export { type GradOptions, grad, valueAndGrad } from "./grad.ts";
export { hessian, type JacobianOptions, jacfwd, jacrev } from "./jacobian.ts";
export { jvp } from "./jvp.ts";
export { linearize } from "./linearize.ts";
export { linearTranspose } from "./linearTranspose.ts";
export { evalShape, makeJaxpr, TracedJaxpr } from "./makeJaxpr.ts";
export { ShapeDtypeStruct } from "./shapeDtypeStruct.ts";
export { vjp } from "./vjp.ts";
export { type AxisTree, type VmapOptions, vmap } from "./vmap.ts";
