/** `jax.scipy.stats`: densities, probabilities and shares of common distributions. */
export * as bernoulli from "./bernoulli.ts";
export * as beta from "./beta.ts";
export * as binom from "./binom.ts";
export * as cauchy from "./cauchy.ts";
export * as chi2 from "./chi2.ts";
export * as dirichlet from "./dirichlet.ts";
export * as expon from "./expon.ts";
export * as gamma from "./gamma.ts";
export * as geom from "./geom.ts";
export * as laplace from "./laplace.ts";
export * as logistic from "./logistic.ts";
export * as multivariateNormal from "./multivariateNormal.ts";
export * as norm from "./norm.ts";
export * as poisson from "./poisson.ts";
export * as t from "./t.ts";
export * as uniform from "./uniform.ts";
