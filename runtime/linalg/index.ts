/** `jax.lax.linalg`: decompositions of stacks of matrices, by loops that every backend runs. */
export { cholesky } from "./cholesky.ts";
export { choleskyUpdate } from "./choleskyUpdate.ts";
export { type EigOptions, eig } from "./eig.ts";
export { eigh } from "./eigh.ts";
export { hessenberg } from "./hessenberg.ts";
export { lu, luPivotsToPermutation } from "./lu.ts";
export { type OrmqrOptions, ormqr } from "./ormqr.ts";
export { householderProduct, qr } from "./qr.ts";
export { schur } from "./schur.ts";
export { type SvdOptions, svd } from "./svd.ts";
export { type SymmetricProductOptions, symmetricProduct } from "./symmetricProduct.ts";
export { type TriangularSolveOptions, triangularSolve } from "./triangularSolve.ts";
export { type TridiagonalSolveOptions, tridiagonalSolve } from "./tridiagonalSolve.ts";
