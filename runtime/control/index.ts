/** Primitives that carry a jaxpr, and the functions that make them. */
export { type JitOptions, jit } from "./jit.ts";
export { type JitParams, jitPrimitive } from "./jitPrimitive.ts";
