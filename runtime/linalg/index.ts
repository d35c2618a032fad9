/** `jax.lax.linalg`: decompositions of stacks of matrices, by loops that every backend runs. */
export { cholesky } from "./cholesky.ts";
export { eigh } from "./eigh.ts";
export { lu, luPivotsToPermutation } from "./lu.ts";
export { householderProduct, qr } from "./qr.ts";
export { type SvdOptions, svd } from "./svd.ts";
export { type TriangularSolveOptions, triangularSolve } from "./triangularSolve.ts";
