/** Everything under the name `jax`. */
export { configuration as config } from "./configuration.ts";
export * as adCheckpoint from "./control/checkpoint/adCheckpoint.ts";
export type { CollectiveReport } from "./control/collectives.ts";
export type { Explanation } from "./control/explanation.ts";
export {
  type CheckpointOptions,
  type CustomJvp,
  type CustomOptions,
  type CustomVjp,
  checkpoint,
  checkpoint as remat,
  checkpointPolicies,
  clearCaches,
  closureConvert,
  customGradient,
  customJvp,
  customVjp,
  debug,
  disableJit,
  effectsBarrier,
  ensureCompileTimeEval,
  type IoCallbackOptions,
  ioCallback,
  type JitOptions,
  type Jitted,
  jit,
  namedCall,
  namedScope,
  type PmapOptions,
  type PureCallbackOptions,
  pmap,
  pureCallback,
  type ShardMapOptions,
  type SpecTree,
  shardMap,
} from "./control/index.ts";
export type { CompiledFunction, Lowered, Stage } from "./control/stages.ts";
export { type ArrayLike, JaxArray as Array } from "./core/array.ts";
export { Complex } from "./core/complex.ts";
export { ConcretizationError, FloatingPointError, KeyReuseError, UnexpectedTracerError } from "./core/errors.ts";
export type { ClosedJaxpr, Jaxpr } from "./core/jaxpr.ts";
export { Tracer } from "./core/tracer.ts";
export {
  blockUntilReady,
  Device,
  defaultBackend,
  deviceCount,
  devicePut,
  devices,
  liveArrays,
  localDevices,
  useBackend,
} from "./devices.ts";
export * as experimental from "./experimental.ts";
export * as nn from "./functions/index.ts";
export * as sharding from "./jaxSharding.ts";
export * as lax from "./lax/index.ts";
export { withShardingConstraint as reshard } from "./lax/index.ts";
export { makeMesh } from "./makeMesh.ts";
export * as flattenUtil from "./numpy/flattenUtil.ts";
export * as numpy from "./numpy/index.ts";
export * as ops from "./numpy/segments.ts";
export { Slice, slice } from "./numpy/slice.ts";
export {
  deviceGet,
  localDeviceCount,
  printEnvironmentInfo,
  processCount,
  processIndex,
  processIndices,
  typeOf as typeof,
} from "./processes.ts";
export * as profiler from "./profiler.ts";
export * as random from "./random/index.ts";
export * as scipy from "./scipy/index.ts";
export { NamedSharding, PartitionSpec as P, setMesh } from "./sharding/index.ts";
export * from "./transforms/index.ts";
export type { Shard } from "./transforms/spmd/index.ts";
export * as tree from "./tree/index.ts";
export * as treeUtil from "./tree/util.ts";
export type { DType } from "./types/dtype.ts";
export { debugInfs, debugKeyReuse, debugNans, enableChecks } from "./withSetting.ts";
