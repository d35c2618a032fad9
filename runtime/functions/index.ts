/** `jax.nn`: activations and what neural networks need beside them. */

export { type AttentionOptions, dotProductAttention } from "./attention.ts";
export * as initializers from "./initializers/index.ts";
export { type OneHotOptions, oneHot } from "./oneHot.ts";
export { celu, elu, hardSigmoid, hardSilu, hardSwish, hardTanh, leakyRelu, relu, relu6, selu } from "./rectifiers.ts";
export {
  type GeluOptions,
  gelu,
  glu,
  identity,
  logSigmoid,
  mish,
  sigmoid,
  silu,
  softplus,
  softSign,
  squareplus,
  swish,
  tanh,
} from "./sigmoids.ts";
export {
  type LogsumexpOptions,
  logmeanexp,
  logSoftmax,
  logsumexp,
  type SoftmaxOptions,
  type StandardizeOptions,
  softmax,
  standardize,
} from "./softmax.ts";
export { log1mexp, sparsePlus, sparseSigmoid } from "./sparse.ts";
