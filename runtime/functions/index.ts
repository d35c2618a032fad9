/** `jax.nn`: activations and what neural networks need beside them. */
export * as initializers from "./initializers/index.ts";
export { oneHot, type OneHotOptions } from "./oneHot.ts";
export { celu, elu, hardSigmoid, hardSilu, hardSwish, hardTanh, leakyRelu, relu, relu6, selu } from "./rectifiers.ts";
export {
  gelu,
  type GeluOptions,
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
  logmeanexp,
  logSoftmax,
  logsumexp,
  type LogsumexpOptions,
  softmax,
  type SoftmaxOptions,
  standardize,
  type StandardizeOptions,
} from "./softmax.ts";
