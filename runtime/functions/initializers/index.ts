/** `jax.nn.initializers`: first values of parameters. */
export { constant, ones, zeros } from "./constant.ts";
export type { Initializer, InitializerOptions } from "./initializer.ts";
export { deltaOrthogonal, type OrthogonalOptions, orthogonal } from "./orthogonal.ts";
export { normal, type TruncatedNormalOptions, truncatedNormal, uniform } from "./random.ts";
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  kaimingNormal,
  kaimingUniform,
  lecunNormal,
  lecunUniform,
  xavierNormal,
  xavierUniform,
} from "./rules.ts";
export { type AxesOptions, type ScalingDistribution, type ScalingMode, varianceScaling } from "./varianceScaling.ts";
