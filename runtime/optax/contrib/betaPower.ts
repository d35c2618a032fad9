import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { astype, divide, power, sqrt, subtract } from "../../numpy/index.ts";

/** βᵗ in float32: a float exponent, because repeated multiplication rounds otherwise, which shows while βᵗ is close to 1. */
export function betaPower(beta: ArrayLike, count: JaxArray): JaxArray {
  return power(beta, astype(count, "float32"));
}

/** √(1 − β₂ᵗ) / (1 − β₁ᵗ), by which Adam's step differs from that with moments that did not begin at zero. */
export function adamCorrection(beta1: ArrayLike, beta2: ArrayLike, count: JaxArray): JaxArray {
  return divide(sqrt(subtract(1, betaPower(beta2, count))), subtract(1, betaPower(beta1, count)));
}

/** √β, of a number in float64 as Python does. */
export function rootOf(beta: ArrayLike): ArrayLike {
  return typeof beta === "number" ? Math.sqrt(beta) : sqrt(beta);
}
