/**
 * Primitives that carry a jaxpr, and the functions that make them. Their rules transform the jaxpr, once, and keep the result with
 * it (`keptWithJaxpr.ts`), so that a training step is differentiated and batched when it is first called and never again:
 *
 *     splitJaxpr       known part and linear part        for jvp, linearize, grad
 *     transposeJaxpr   the linear part backwards         for vjp, grad
 *     batchJaxpr       with a batch axis                 for vmap
 */
export { type JitOptions, jit } from "./jit.ts";
export { type JitParams, jitPrimitive } from "./jitPrimitive.ts";
