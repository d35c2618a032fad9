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
export { namedChain } from "./combine/namedChain.ts";
export { PartitionState, partition, partition as multiTransform } from "./combine/partition.ts";
export { safeIncrement } from "./count.ts";
export { globalNorm } from "./globalNorm.ts";
export * from "./losses/index.ts";
export * as losses from "./losses/index.ts";
export { adabelief } from "./optimizers/adabelief.ts";
export { type AdadeltaOptions, adadelta } from "./optimizers/adadelta.ts";
export { adagrad } from "./optimizers/adagrad.ts";
export { adam } from "./optimizers/adam.ts";
export { adamax } from "./optimizers/adamax.ts";
export { type AdamaxWOptions, adamaxw } from "./optimizers/adamaxw.ts";
export { type AdamWOptions, adamw } from "./optimizers/adamw.ts";
export { type AdanOptimizerOptions, adan } from "./optimizers/adan.ts";
export { amsgrad } from "./optimizers/amsgrad.ts";
export { type LionOptimizerOptions, lion } from "./optimizers/lion.ts";
export { nadam } from "./optimizers/nadam.ts";
export { nadamw } from "./optimizers/nadamw.ts";
export { radam } from "./optimizers/radam.ts";
export { type RmspropOptions, rmsprop } from "./optimizers/rmsprop.ts";
export { type SgdOptions, sgd } from "./optimizers/sgd.ts";
export { signSgd } from "./optimizers/signSgd.ts";
export { signum } from "./optimizers/signum.ts";
export { yogi } from "./optimizers/yogi.ts";
export * from "./schedules/index.ts";
export * as schedules from "./schedules/index.ts";
export { addDecayedWeights, type Mask, WeightDecaySchedule } from "./transforms/addDecayedWeights.ts";
export { ApplyEvery, applyEvery } from "./transforms/applyEvery.ts";
export { centralize } from "./transforms/centralize.ts";
export { clip } from "./transforms/clip.ts";
export { clipByBlockRms } from "./transforms/clipByBlockRms.ts";
export { clipByGlobalNorm } from "./transforms/clipByGlobalNorm.ts";
export { EmaState, ema } from "./transforms/ema.ts";
export { identity } from "./transforms/identity.ts";
export { scale } from "./transforms/scale.ts";
export { ScaleByAdaDeltaState, scaleByAdadelta } from "./transforms/scaleByAdadelta.ts";
export { type AdamOptions, ScaleByAdamState, scaleByAdam } from "./transforms/scaleByAdam.ts";
export { type AdamaxOptions, scaleByAdamax } from "./transforms/scaleByAdamax.ts";
export { type AdanOptions, ScaleByAdanState, scaleByAdan } from "./transforms/scaleByAdan.ts";
export { type AmsgradOptions, ScaleByAmsgradState, scaleByAmsgrad } from "./transforms/scaleByAmsgrad.ts";
export { type BeliefOptions, ScaleByBeliefState, scaleByBelief } from "./transforms/scaleByBelief.ts";
export { scaleByLearningRate } from "./transforms/scaleByLearningRate.ts";
export { type LionOptions, ScaleByLionState, scaleByLion } from "./transforms/scaleByLion.ts";
export { type RadamOptions, scaleByRadam } from "./transforms/scaleByRadam.ts";
export { type RmsOptions, ScaleByRmsState, ScaleByRmsWithCountState, scaleByRms } from "./transforms/scaleByRms.ts";
export { ScaleByRssState, scaleByRss } from "./transforms/scaleByRss.ts";
export { ScaleByScheduleState, scaleBySchedule } from "./transforms/scaleBySchedule.ts";
export { scaleBySign } from "./transforms/scaleBySign.ts";
export { ScaleByRStdDevState, ScaleByRStdDevWithCountState, scaleByStddev } from "./transforms/scaleByStddev.ts";
export { scaleByYogi, type YogiOptions } from "./transforms/scaleByYogi.ts";
export { setToZero } from "./transforms/setToZero.ts";
export { TraceState, trace } from "./transforms/trace.ts";
export * as tree from "./tree/index.ts";
