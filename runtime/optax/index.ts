/** Optax: gradient transformations, optimizers made of them, schedules and losses. The table of everything public. */
export { applyUpdates } from "./applyUpdates.ts";
export {
  EmptyState,
  type ExtraArgs,
  type GradientTransformation,
  type ScalarOrSchedule,
  type Schedule,
  type StateOf,
  type Tree,
} from "./base.ts";
export { chain } from "./combine/chain.ts";
export { MaskedNode, MaskedState, masked } from "./combine/masked.ts";
export { safeIncrement } from "./count.ts";
export { globalNorm } from "./globalNorm.ts";
export * from "./losses/index.ts";
export * as losses from "./losses/index.ts";
export { adam } from "./optimizers/adam.ts";
export { type AdamWOptions, adamw } from "./optimizers/adamw.ts";
export { type SgdOptions, sgd } from "./optimizers/sgd.ts";
export * from "./schedules/index.ts";
export * as schedules from "./schedules/index.ts";
export { addDecayedWeights, type Mask, WeightDecaySchedule } from "./transforms/addDecayedWeights.ts";
export { clipByGlobalNorm } from "./transforms/clipByGlobalNorm.ts";
export { identity } from "./transforms/identity.ts";
export { scale } from "./transforms/scale.ts";
export { type AdamOptions, ScaleByAdamState, scaleByAdam } from "./transforms/scaleByAdam.ts";
export { scaleByLearningRate } from "./transforms/scaleByLearningRate.ts";
export { ScaleByScheduleState, scaleBySchedule } from "./transforms/scaleBySchedule.ts";
export { TraceState, trace } from "./transforms/trace.ts";
export * as tree from "./tree/index.ts";
