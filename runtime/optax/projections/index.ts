/** `optax.projections`: the nearest point of a set. */
export { projectionBox, projectionHypercube, projectionLinfBall, projectionNonNegative } from "./projectionBox.ts";
export { projectionHalfspace, projectionHyperplane, projectionVector } from "./projectionHyperplane.ts";
export { projectionL2Ball, projectionL2Sphere } from "./projectionL2Ball.ts";
export { projectionL1Ball, projectionL1Sphere, projectionSimplex } from "./projectionSimplex.ts";
