/** `optax.perturbations`: derivatives of functions that have none, by noise. */
export { Gumbel, makePerturbedFun, type Noise, Normal, type PerturbedOptions } from "./makePerturbedFun.ts";
