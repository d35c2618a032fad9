/** `optax.contrib`: optimizers of others than Optax's authors. */

export { EmptyState as NormalizeState } from "../base.ts";
export { type AcpropOptions, acprop, scaleByAcprop } from "./acprop.ts";
export { type AdemamixOptions, ademamix, ScaleByAdemamixState, scaleByAdemamix } from "./ademamix.ts";
export { type AdoptOptions, adopt, scaleByAdopt } from "./adopt.ts";
export { COCOBState, type CocobOptions, cocob, scaleByCocob } from "./cocob.ts";
export { DAdaptAdamWState, type DadaptAdamwOptions, dadaptAdamw } from "./dadaptAdamw.ts";
export {
  DifferentiallyPrivateAggregateState,
  differentiallyPrivateAggregate,
} from "./differentiallyPrivateAggregate.ts";
export { DoGState, type DogInitStep, type DogOptions, dog } from "./dog.ts";
export { DoWGState, type DowgOptions, dowg } from "./dowg.ts";
export { type DpsgdOptions, dpsgd } from "./dpsgd.ts";
export {
  GaLoreDimensionNumbers,
  GaLoreState,
  type GaloreOptions,
  galore,
  scaleByGalore,
} from "./galore.ts";
export { type MadgradOptions, MadgradState, madgrad, scaleByMadgrad } from "./madgrad.ts";
export { MechanicState, type MechanizeOptions, mechanize } from "./mechanize.ts";
export { type MomoOptions, MomoState, momo } from "./momo.ts";
export { type MomoAdamOptions, MomoAdamState, momoAdam } from "./momoAdam.ts";
export {
  MuonDimensionNumbers,
  type MuonOptimizerOptions,
  type MuonOptions,
  MuonState,
  muon,
  type NewtonSchulzCoefficients,
  type Preconditioning,
  scaleByMuon,
  type WeightDimensions,
} from "./muon.ts";
export { normalize } from "./normalize.ts";
export { type ProdigyOptions, ProdigyState, prodigy } from "./prodigy.ts";
export { ReduceLROnPlateauState, type ReduceOnPlateauOptions, reduceOnPlateau } from "./reduceOnPlateau.ts";
export { SAMState, type SamOptions, sam } from "./sam.ts";
export {
  type ScheduleFreeOptimizerOptions,
  type ScheduleFreeOptions,
  ScheduleFreeState,
  scheduleFree,
  scheduleFreeAdamw,
  scheduleFreeEvalParams,
  scheduleFreeSgd,
} from "./scheduleFree.ts";
export {
  ScaleBySimplifiedAdEMAMixState,
  type SimplifiedAdemamixOptions,
  scaleBySimplifiedAdemamix,
  simplifiedAdemamix,
} from "./simplifiedAdemamix.ts";
export { HutchinsonState, hutchinsonEstimatorDiagHessian, type SophiaOptions, SophiaState, sophia } from "./sophia.ts";
export { SplitRealAndImaginaryState, splitRealAndImaginary } from "./splitRealAndImaginary.ts";
