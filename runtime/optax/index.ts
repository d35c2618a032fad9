/** Optax: gradient transformations, optimizers made of them, schedules and losses. The table of everything public. */
export { applyUpdates } from "./applyUpdates.ts";
export * as assignment from "./assignment/index.ts";
export {
  EmptyState,
  EmptyState as AdaptiveGradClipState,
  EmptyState as AddDecayedWeightsState,
  EmptyState as ClipByGlobalNormState,
  EmptyState as ClipState,
  EmptyState as NonNegativeParamsState,
  EmptyState as ScaleByTrustRatioState,
  EmptyState as ScaleState,
  type ExtraArgs,
  type GradientTransformation,
  type GradientTransformationExtraArgs,
  initEmptyState,
  type OptState,
  type Params,
  type ScalarOrSchedule,
  type Schedule,
  type StateOf,
  stateless,
  statelessWithTreeMap,
  type TransformInitFn,
  type TransformUpdateExtraArgsFn,
  type TransformUpdateFn,
  type Tree,
  type Updates,
  withExtraArgsSupport,
} from "./base.ts";
export { ApplyIfFiniteState, applyIfFinite } from "./combine/applyIfFinite.ts";
export { chain } from "./combine/chain.ts";
export { ConditionallyMaskState, conditionallyMask } from "./combine/conditionallyMask.ts";
export {
  ConditionallyTransformState,
  type ConditionFn,
  conditionallyTransform,
} from "./combine/conditionallyTransform.ts";
export { flatten } from "./combine/flatten.ts";
export { freeze, selectiveTransform } from "./combine/freeze.ts";
export {
  type InjectOptions,
  InjectStatefulHyperparamsState,
  injectHyperparams,
  injectHyperparams as injectStatefulHyperparams,
  type StatefulSchedule,
  WrappedSchedule,
  WrappedScheduleState,
} from "./combine/injectHyperparams.ts";
export { LookaheadParams, LookaheadState, lookahead } from "./combine/lookahead.ts";
export { MaskedNode, MaskedState, masked } from "./combine/masked.ts";
export {
  MultiSteps,
  type MultiStepsOptions,
  MultiStepsState,
  type ShouldSkipUpdateFunction,
  skipLargeUpdates,
  skipNotFinite,
} from "./combine/multiSteps.ts";
export { namedChain } from "./combine/namedChain.ts";
export {
  PartitionState,
  PartitionState as MultiTransformState,
  partition,
  partition as multiTransform,
} from "./combine/partition.ts";
export * as contrib from "./contrib/index.ts";
export { safeIncrement, safeIncrement as safeInt32Increment } from "./count.ts";
export { globalNorm } from "./globalNorm.ts";
export { incrementalUpdate, periodicUpdate } from "./incrementalUpdate.ts";
export { matrixInversePthRoot, nnls, powerIteration } from "./linearAlgebra.ts";
export * from "./losses/index.ts";
export * as losses from "./losses/index.ts";
export { type Accumulation, type MicrobatchOptions, microbatch } from "./microbatch.ts";
export { MultiNormalDiagFromLogScale, multiNormal } from "./multiNormal.ts";
export { adabelief } from "./optimizers/adabelief.ts";
export { type AdadeltaOptions, adadelta } from "./optimizers/adadelta.ts";
export { type AdafactorOptions, adafactor } from "./optimizers/adafactor.ts";
export { adagrad } from "./optimizers/adagrad.ts";
export { adam } from "./optimizers/adam.ts";
export { adamax } from "./optimizers/adamax.ts";
export { type AdamaxWOptions, adamaxw } from "./optimizers/adamaxw.ts";
export { type AdamWOptions, adamw } from "./optimizers/adamw.ts";
export { type AdanOptimizerOptions, adan } from "./optimizers/adan.ts";
export { amsgrad } from "./optimizers/amsgrad.ts";
export { fromage } from "./optimizers/fromage.ts";
export { type LambOptions, lamb } from "./optimizers/lamb.ts";
export { type LarsOptions, lars } from "./optimizers/lars.ts";
export { type LbfgsOptions, lbfgs } from "./optimizers/lbfgs.ts";
export { type LionOptimizerOptions, lion } from "./optimizers/lion.ts";
export { nadam } from "./optimizers/nadam.ts";
export { nadamw } from "./optimizers/nadamw.ts";
export { type NoisySgdOptions, noisySgd } from "./optimizers/noisySgd.ts";
export { novograd } from "./optimizers/novograd.ts";
export { type OptimisticAdamOptions, optimisticAdamV2 } from "./optimizers/optimisticAdamV2.ts";
export { optimisticGradientDescent } from "./optimizers/optimisticGradientDescent.ts";
export { type PolyakSgdOptions, polyakSgd } from "./optimizers/polyakSgd.ts";
export { radam } from "./optimizers/radam.ts";
export { type RmspropOptions, rmsprop } from "./optimizers/rmsprop.ts";
export { rprop } from "./optimizers/rprop.ts";
export { type SgdOptions, sgd } from "./optimizers/sgd.ts";
export { signSgd } from "./optimizers/signSgd.ts";
export { signum } from "./optimizers/signum.ts";
export { sm3 } from "./optimizers/sm3.ts";
export { yogi } from "./optimizers/yogi.ts";
export * as perturbations from "./perturbations/index.ts";
export * as projections from "./projections/index.ts";
export { type SafeNormOptions, safeNorm, safeRootMeanSquares } from "./safeNorm.ts";
export { scaleGradient } from "./scaleGradient.ts";
export * from "./schedules/index.ts";
export * as schedules from "./schedules/index.ts";
export * as secondOrder from "./secondOrder/index.ts";
export { adaptiveGradClip, unitwiseClip, unitwiseNorm } from "./transforms/adaptiveGradClip.ts";
export {
  addDecayedWeights,
  type Mask,
  type Mask as MaskOrFn,
  WeightDecaySchedule,
} from "./transforms/addDecayedWeights.ts";
export { AddNoiseState, addNoise } from "./transforms/addNoise.ts";
export { ApplyEvery, applyEvery } from "./transforms/applyEvery.ts";
export { centralize } from "./transforms/centralize.ts";
export { clip } from "./transforms/clip.ts";
export { clipByBlockRms } from "./transforms/clipByBlockRms.ts";
export { clipByGlobalNorm } from "./transforms/clipByGlobalNorm.ts";
export { EmaState, ema } from "./transforms/ema.ts";
export { identity } from "./transforms/identity.ts";
export * as transforms from "./transforms/index.ts";
export { keepParamsNonnegative } from "./transforms/keepParamsNonnegative.ts";
export { MonitorState, measureWithEma, monitor, SnapshotState, snapshot } from "./transforms/monitor.ts";
export { normalizeByUpdateNorm } from "./transforms/normalizeByUpdateNorm.ts";
export { perExampleGlobalNormClip, perExampleLayerNormClip } from "./transforms/perExampleClip.ts";
export { scale } from "./transforms/scale.ts";
export { ScaleByAdaDeltaState, scaleByAdadelta } from "./transforms/scaleByAdadelta.ts";
export { type AdamOptions, ScaleByAdamState, scaleByAdam } from "./transforms/scaleByAdam.ts";
export { type AdamaxOptions, scaleByAdamax } from "./transforms/scaleByAdamax.ts";
export { type AdanOptions, ScaleByAdanState, scaleByAdan } from "./transforms/scaleByAdan.ts";
export { type AmsgradOptions, ScaleByAmsgradState, scaleByAmsgrad } from "./transforms/scaleByAmsgrad.ts";
export {
  BacktrackingLinesearchInfo,
  type BacktrackingOptions,
  ScaleByBacktrackingLinesearchState,
  scaleByBacktrackingLinesearch,
} from "./transforms/scaleByBacktrackingLinesearch.ts";
export { type BeliefOptions, ScaleByBeliefState, scaleByBelief } from "./transforms/scaleByBelief.ts";
export {
  type DistanceOverGradientsOptions,
  ScaleByDistanceOverGradientsState,
  scaleByDistanceOverGradients,
} from "./transforms/scaleByDistanceOverGradients.ts";
export { type FactoredRmsOptions, FactoredState, scaleByFactoredRms } from "./transforms/scaleByFactoredRms.ts";
export { type LbfgsMemoryOptions, ScaleByLBFGSState, scaleByLbfgs } from "./transforms/scaleByLbfgs.ts";
export { scaleByLearningRate } from "./transforms/scaleByLearningRate.ts";
export { type LionOptions, ScaleByLionState, scaleByLion } from "./transforms/scaleByLion.ts";
export { type NovogradOptions, ScaleByNovogradState, scaleByNovograd } from "./transforms/scaleByNovograd.ts";
export { ScaleByOptimisticGradientState, scaleByOptimisticGradient } from "./transforms/scaleByOptimisticGradient.ts";
export { scaleByParamBlockNorm } from "./transforms/scaleByParamBlockNorm.ts";
export { scaleByParamBlockRms } from "./transforms/scaleByParamBlockRms.ts";
export { type PolyakOptions, scaleByPolyak } from "./transforms/scaleByPolyak.ts";
export { type RadamOptions, scaleByRadam } from "./transforms/scaleByRadam.ts";
export { type RmsOptions, ScaleByRmsState, ScaleByRmsWithCountState, scaleByRms } from "./transforms/scaleByRms.ts";
export { type RpropOptions, ScaleByRpropState, scaleByRprop } from "./transforms/scaleByRprop.ts";
export { ScaleByRssState, scaleByRss } from "./transforms/scaleByRss.ts";
export { ScaleByScheduleState, scaleBySchedule } from "./transforms/scaleBySchedule.ts";
export { scaleBySign } from "./transforms/scaleBySign.ts";
export { ScaleBySM3State, type Sm3Options, scaleBySm3 } from "./transforms/scaleBySm3.ts";
export { ScaleByRStdDevState, ScaleByRStdDevWithCountState, scaleByStddev } from "./transforms/scaleByStddev.ts";
export { scaleByTrustRatio, type TrustRatioOptions } from "./transforms/scaleByTrustRatio.ts";
export { scaleByYogi, type YogiOptions } from "./transforms/scaleByYogi.ts";
export {
  ScaleByZoomLinesearchState,
  scaleByZoomLinesearch,
  ZoomLinesearchInfo,
  type ZoomOptions,
} from "./transforms/scaleByZoomLinesearch.ts";
export { setToZero } from "./transforms/setToZero.ts";
export { TraceState, trace } from "./transforms/trace.ts";
export { ZeroNansState, zeroNans } from "./transforms/zeroNans.ts";
export { biasCorrection } from "./tree/biasCorrection.ts";
export * as tree from "./tree/index.ts";
export { mapParams as treeMapParams } from "./tree/state.ts";
export { updateInfinityMoment } from "./tree/updateInfinityMoment.ts";
export { updateMoment } from "./tree/updateMoment.ts";
export { updateMomentPerElemNorm } from "./tree/updateMomentPerElemNorm.ts";
export * as treeUtils from "./treeUtils/index.ts";
export { valueAndGradFromState } from "./valueAndGradFromState.ts";
