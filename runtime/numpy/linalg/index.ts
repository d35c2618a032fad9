/** `jnp.linalg`: linear algebra of stacks of matrices. Everything is made float32. */
export { matmul, tensordot, vecdot } from "../product.ts";
export { matrixTranspose } from "../transpose.ts";
export {
  cholesky,
  type EighOptions,
  eig,
  eigh,
  eigvals,
  eigvalsh,
  type QrMode,
  qr,
  type SvdOptions,
  svd,
  svdvals,
} from "./decompositions.ts";
export { matrixNorm, type NormOptions, norm, vectorNorm } from "./norms.ts";
export { cross, diagonal, multiDot, outer, trace } from "./products.ts";
export {
  cond,
  det,
  inv,
  lstsq,
  matrixPower,
  matrixRank,
  pinv,
  slogdet,
  solve,
  type ToleranceOptions,
  tensorinv,
  tensorsolve,
} from "./solving.ts";
