/**
 * `jax.random`: random numbers from explicit keys. The generator is threefry2x32 with JAX's default layout of counters
 * (`jax_threefry_partitionable`), so the same seed gives the same bits as there.
 *
 *     key(seed) ── split, foldIn ──▶ keys ── bits ──▶ uniform ──▶ normal, exponential, …
 */
export { type BernoulliOptions, bernoulli, rademacher } from "./bernoulli.ts";
export { binomial, type MultinomialOptions, multinomial } from "./binomial.ts";
export { bits } from "./bits.ts";
export { type CategoricalOptions, categorical } from "./categorical.ts";
export type { Key } from "./checkKey.ts";
export { type ChoiceOptions, choice } from "./choice.ts";
export { ball, beta, chisquare, dirichlet, f, gamma, generalizedNormal, loggamma, t } from "./gamma.ts";
export { clone, type KeyOptions, key, keyData, keyDtype, keyImpl, PRNGKey, type Seed, wrapKeyData } from "./key.ts";
export { exponential, gumbel, laplace, logistic } from "./logarithmic.ts";
export { type MultivariateNormalOptions, multivariateNormal, orthogonal } from "./multivariateNormal.ts";
export { normal } from "./normal.ts";
export { type PermutationOptions, permutation } from "./permutation.ts";
export { poisson } from "./poisson.ts";
export { type RandintOptions, randint } from "./randint.ts";
export { foldIn, split } from "./split.ts";
export {
  cauchy,
  doubleSidedMaxwell,
  geometric,
  lognormal,
  maxwell,
  pareto,
  rayleigh,
  type TriangularOptions,
  triangular,
  wald,
  weibullMin,
} from "./transformed.ts";
export { truncatedNormal } from "./truncatedNormal.ts";
export { type FloatOptions, type UniformOptions, uniform } from "./uniform.ts";
