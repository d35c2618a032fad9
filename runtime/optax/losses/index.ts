/** `optax.losses`: losses of each element or example; take the mean yourself. */
export { l2Loss } from "./l2Loss.ts";
export {
  type IntegerLabelOptions,
  softmaxCrossEntropyWithIntegerLabels,
} from "./softmaxCrossEntropyWithIntegerLabels.ts";
export { squaredError } from "./squaredError.ts";
