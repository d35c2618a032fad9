/** `optax.schedules`: values as functions of the number of updates done. */

export {
  InjectStatefulHyperparamsState,
  injectHyperparams,
  injectHyperparams as injectStatefulHyperparams,
  type StatefulSchedule,
  WrappedSchedule,
} from "../combine/injectHyperparams.ts";
export { constantSchedule } from "./constantSchedule.ts";
export { cosineDecaySchedule } from "./cosineDecaySchedule.ts";
export { type CosineOnecycleOptions, cosineOnecycleSchedule } from "./cosineOnecycleSchedule.ts";
export { type ExponentialDecayOptions, exponentialDecay } from "./exponentialDecay.ts";
export { joinSchedules } from "./joinSchedules.ts";
export { type LinearOnecycleOptions, linearOnecycleSchedule } from "./linearOnecycleSchedule.ts";
export { linearSchedule } from "./linearSchedule.ts";
export { type BoundariesAndScales, piecewiseConstantSchedule } from "./piecewiseConstantSchedule.ts";
export { piecewiseInterpolateSchedule } from "./piecewiseInterpolateSchedule.ts";
export { type PolynomialScheduleOptions, polynomialSchedule } from "./polynomialSchedule.ts";
export { sgdrSchedule } from "./sgdrSchedule.ts";
export { warmupConstantSchedule } from "./warmupConstantSchedule.ts";
export { type WarmupCosineDecayOptions, warmupCosineDecaySchedule } from "./warmupCosineDecaySchedule.ts";
export {
  type WarmupExponentialDecayOptions,
  warmupExponentialDecaySchedule,
} from "./warmupExponentialDecaySchedule.ts";
