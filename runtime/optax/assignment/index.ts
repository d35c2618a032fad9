/** `optax.assignment`: who gets what at the least cost. */
export { type Assignment, baseHungarianAlgorithm, hungarianAlgorithm } from "./hungarianAlgorithm.ts";
