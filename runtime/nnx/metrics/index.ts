/** `nnx.metrics`: numbers collected over batches. */

export { Pytree } from "../pytree.ts";
export { Variable } from "../variable.ts";
export { Accuracy, type AccuracyValues } from "./accuracy.ts";
export { Average, type AverageValues } from "./average.ts";
export { Metric, MetricState, type MetricValues } from "./metric.ts";
export { MultiMetric } from "./multiMetric.ts";
export { Statistics, Welford } from "./welford.ts";
