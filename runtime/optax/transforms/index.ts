/** `optax.transforms`: transformations and combinators, which `optax` has too. */

export { EmptyState as NonNegativeParamsState } from "../base.ts";
export { ApplyIfFiniteState, applyIfFinite } from "../combine/applyIfFinite.ts";
export { chain } from "../combine/chain.ts";
export { ConditionallyMaskState, conditionallyMask } from "../combine/conditionallyMask.ts";
export {
  ConditionallyTransformState,
  type ConditionFn,
  conditionallyTransform,
} from "../combine/conditionallyTransform.ts";
export { flatten } from "../combine/flatten.ts";
export { freeze, selectiveTransform } from "../combine/freeze.ts";
export { MaskedNode, MaskedState, masked } from "../combine/masked.ts";
export {
  MultiSteps,
  MultiStepsState,
  type ShouldSkipUpdateFunction,
  skipLargeUpdates,
  skipNotFinite,
} from "../combine/multiSteps.ts";
export { namedChain } from "../combine/namedChain.ts";
export { PartitionState, partition } from "../combine/partition.ts";
export { adaptiveGradClip, unitwiseClip, unitwiseNorm } from "./adaptiveGradClip.ts";
export { addDecayedWeights } from "./addDecayedWeights.ts";
export { AddNoiseState, addNoise } from "./addNoise.ts";
export { clip } from "./clip.ts";
export { clipByBlockRms } from "./clipByBlockRms.ts";
export { clipByGlobalNorm } from "./clipByGlobalNorm.ts";
export { EmaState, ema } from "./ema.ts";
export { keepParamsNonnegative } from "./keepParamsNonnegative.ts";
export { MonitorState, measureWithEma, monitor, SnapshotState, snapshot } from "./monitor.ts";
export { perExampleGlobalNormClip, perExampleLayerNormClip } from "./perExampleClip.ts";
export { TraceState, trace } from "./trace.ts";
export { ZeroNansState, zeroNans } from "./zeroNans.ts";
