/**
 * Primitives that carry a jaxpr, and the functions that make them. Their rules transform the jaxpr, once, and keep the result with
 * it (`keptWithJaxpr.ts`), so that a training step is differentiated and batched when it is first called and never again:
 *
 *     splitJaxpr       known part and linear part        for jvp, linearize, grad
 *     transposeJaxpr   the linear part backwards         for vjp, grad
 *     batchJaxpr       with a batch axis                 for vmap
 *
 * `scan/`, `while/` and `cond/` each hold one primitive, what its rules make of its jaxprs, and the function that users call.
 */

export { type AssociativeScanOptions, associativeScan } from "./associativeScan.ts";
export {
  type IoCallbackOptions,
  ioCallback,
  type PureCallbackOptions,
  pureCallback,
} from "./callbacks/callback.ts";
export * as debug from "./callbacks/debug.ts";
export { type CheckpointOptions, checkpoint } from "./checkpoint/checkpoint.ts";
export { checkpointName } from "./checkpoint/checkpointName.ts";
export * as checkpointPolicies from "./checkpoint/checkpointPolicies.ts";
export { clearCaches, effectsBarrier, ensureCompileTimeEval } from "./compileTime.ts";
export { cond, switchBranches } from "./cond/cond.ts";
export { closureConvert, customGradient } from "./custom/customGradient.ts";
export { type CustomJvp, customJvp, type JvpRule } from "./custom/customJvp.ts";
export { type CustomRootOptions, customRoot } from "./custom/customRoot.ts";
export { type CustomVjp, customVjp } from "./custom/customVjp.ts";
export type { CustomOptions } from "./custom/splitArguments.ts";
export { disableJit } from "./disableJit.ts";
export { type ForiLoop, foriLoop } from "./foriLoop.ts";
export { type JitOptions, type Jitted, jit } from "./jit.ts";
export { type JitParams, jitPrimitive } from "./jitPrimitive.ts";
export { type MapOptions, map } from "./map.ts";
export { namedCall, namedScope } from "./naming.ts";
export { placeTree } from "./placeTree.ts";
export { type PmapOptions, pmap } from "./pmap.ts";
export { type ScanOptions, scan } from "./scan/scan.ts";
export { place } from "./shardingConstraint.ts";
export { type ShardMapOptions, type SpecTree, shardMap } from "./shardMap.ts";
export { whileLoop } from "./while/whileLoop.ts";
