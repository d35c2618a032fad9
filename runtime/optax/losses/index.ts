/** `optax.losses`: losses of predictions, most of them element by element or row by row. */
export { type CosineOptions, cosineDistance, cosineSimilarity } from "./cosineSimilarity.ts";
export { type CtcOptions, ctcLoss, ctcLossWithForwardProbs } from "./ctcLoss.ts";
export { binaryDiceLoss, type DiceOptions, diceLoss, multiclassGeneralizedDiceLoss } from "./diceLoss.ts";
export { hingeLoss, multiclassHingeLoss, multiclassPerceptronLoss, perceptronLoss } from "./hingeLoss.ts";
export { huberLoss } from "./huberLoss.ts";
export { generalizedKlDivergence, klDivergence, klDivergenceWithLogTargets } from "./klDivergence.ts";
export { l2Loss } from "./l2Loss.ts";
export { logCosh } from "./logCosh.ts";
export { type MaxFun, makeFenchelYoungLoss } from "./makeFenchelYoungLoss.ts";
export { ntxent } from "./ntxent.ts";
export { type RankingOptions, rankingSoftmaxLoss } from "./rankingSoftmaxLoss.ts";
export { sigmoidBinaryCrossEntropy, sigmoidFocalLoss } from "./sigmoidBinaryCrossEntropy.ts";
export { smoothLabels } from "./smoothLabels.ts";
export { polyLossCrossEntropy, safeSoftmaxCrossEntropy, softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";
export {
  type IntegerLabelOptions,
  softmaxCrossEntropyWithIntegerLabels,
} from "./softmaxCrossEntropyWithIntegerLabels.ts";
export { multiclassSparsemaxLoss, sparsemaxLoss } from "./sparsemaxLoss.ts";
export { squaredError } from "./squaredError.ts";
export { type TripletOptions, tripletMarginLoss } from "./tripletMarginLoss.ts";
