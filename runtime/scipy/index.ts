/** `jax.scipy`: what statistics and linear algebra need beyond `jax.numpy`. */
export * as linalg from "./linalg.ts";
export * as special from "./special.ts";
export * as stats from "./stats/index.ts";
