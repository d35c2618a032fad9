#!/usr/bin/env python3
"""Decompositions, solutions and norms, with derivatives and batches. Signs and orders that are conventions of a library are taken out. See builder.py."""
from builder import *

case = cases("linalg", "ops")
L, LL = jnp.linalg, lax.linalg
T = lambda a: jnp.swapaxes(a, -1, -2)
spd = lambda a, n: a @ T(a) + jnp.eye(n)
well = lambda a, n: a + 3.0 * jnp.eye(n)

for n in (1, 2, 3, 5): case(f"solve.{n}", lambda a, b, n=n: (L.solve(well(a, n), b), L.solve(well(a, n), b[:, 0]), L.inv(well(a, n)), L.det(well(a, n)), L.slogdet(well(a, n)), L.matrix_power(well(a, n), 3), L.matrix_power(well(a, n), -2), L.matrix_power(a, 0)), "linalg", a=A(n, n), b=A(n, 2))
case("solve.batched", lambda a, b, v: (L.solve(well(a, 3), b), L.inv(well(a, 3)), L.det(well(a, 3)), L.slogdet(well(a, 3)), L.solve(well(a, 3)[0], b), jax.vmap(L.solve)(well(a, 3), v), jax.vmap(L.inv, in_axes=1)(well(a, 3).transpose(1, 0, 2)), jax.vmap(L.solve, in_axes=(None, 0))(well(a, 3)[0], v)), "linalg", a=A(2, 3, 3), b=A(2, 3, 2), v=A(2, 3))
case("solve.derivatives", lambda a, b: (*derivatives(lambda a, b: L.solve(well(a, 3), b), a, b), *derivatives(lambda a: L.inv(well(a, 3)), a)), "linalg", a=A(3, 3), b=A(3, 2))
case("det.derivatives", lambda a: (*derivatives(lambda a: L.det(a)[None], a), *derivatives(lambda a: L.slogdet(well(a, 3))[1][None], a)), "linalg", a=A(3, 3))
case("det.singular", lambda a: (L.det(a), jax.grad(L.det)(a), L.slogdet(a)[0], L.det(jnp.zeros((3, 3))), jax.grad(L.det)(jnp.zeros((2, 2)))), "linalg", False, a=A(3, 3, values=[[1, 2, 3], [2, 4, 6], [1, 0, 1]]))
for n in (1, 2, 4): case(f"cholesky.{n}", lambda a, n=n: (L.cholesky(spd(a, n)), L.cholesky(spd(a, n), upper=True), LL.cholesky(spd(a, n)), LL.cholesky(spd(a, n), symmetrize_input=False)), "linalg", a=A(n, n))
case("cholesky.batched", lambda a: (L.cholesky(spd(a, 3)), jax.vmap(L.cholesky)(spd(a, 3)), L.cholesky(-spd(a, 3)) * 0.0), "linalg", False, a=A(2, 3, 3))
case("cholesky.derivatives", lambda a: derivatives(lambda a: L.cholesky(spd(a, 3)), a), "linalg", a=A(3, 3))
case("cholesky_update", lambda a, w: (LL.cholesky_update(T(L.cholesky(spd(a, 3))), w), LL.symmetric_product(a, spd(a, 3), alpha=2.0, beta=0.5)), "linalg", a=A(3, 3), w=A(3))
for left in (True, False):
  for lower in (True, False):
    for transpose in (True, False):
      k = dict(left_side=left, lower=lower, transpose_a=transpose)
      case(f"triangular_solve.{left}_{lower}_{transpose}".lower(), lambda a, b, k=k: (LL.triangular_solve(well(a, 3), b, **k), LL.triangular_solve(a, b, unit_diagonal=True, **k), *derivatives(lambda a, b: LL.triangular_solve(well(a, 3), b, **k), a, b)), "linalg", a=A(3, 3), b=A(3, 3))
case("triangular_solve.batched", lambda a, b: (LL.triangular_solve(well(a, 3), b, left_side=True, lower=True), jax.vmap(fun("a b", lambda a, b: LL.triangular_solve(a, b, left_side=True)))(well(a, 3), b), jax.vmap(fun("b", lambda b: LL.triangular_solve(well(a, 3)[0], b, left_side=True)))(b)), "linalg", a=A(2, 3, 3), b=A(2, 3, 2))
for m, n in ((3, 3), (4, 2), (2, 4), (1, 3), (5, 5)):
  # the sign of each column is a convention
  case(f"qr.{m}x{n}", lambda a: (jnp.abs(L.qr(a)[0]), jnp.abs(L.qr(a)[1]), L.qr(a)[0] @ L.qr(a)[1], jnp.abs(L.qr(a, mode="r")), L.qr(a, mode="complete")[0].shape, LL.qr(a, full_matrices=False)[0] @ LL.qr(a, full_matrices=False)[1]), "linalg", a=A(m, n))
case("qr.signs", lambda a: (L.qr(a), L.qr(a, mode="complete"), jax.vmap(L.qr)(jnp.stack([a, a[::-1]]))), "linalg", a=A(4, 3))
case("qr.derivatives", lambda a: (*derivatives(lambda a: L.qr(a)[0] ** 2, a), *derivatives(lambda a: L.qr(a)[1] ** 2, a)), "linalg", a=A(4, 3))
for n in (1, 3, 4): case(f"lu.{n}", lambda a: (LL.lu(a), LL.lu_pivots_to_permutation(LL.lu(a)[1], a.shape[0])), "linalg", a=A(n, n))
case("lu.rectangular", lambda a, b: (LL.lu(a), LL.lu(b), LL.lu(jnp.stack([a, a[::-1]]))), "linalg", a=A(4, 2), b=A(2, 4))
case("lu.derivatives", lambda a: derivatives(lambda a: LL.lu(a)[0], a), "linalg", a=A(3, 3))
for n in (1, 2, 3, 5): case(f"eigh.{n}", lambda a, n=n: (L.eigvalsh(a + a.T), L.eigh(a + a.T)[0], jnp.abs(L.eigh(a + a.T)[1]), L.eigh(a)[0], L.eigh(a, UPLO="U", symmetrize_input=False)[0], L.eigh(a + a.T)[1] @ jnp.diag(L.eigh(a + a.T)[0]) @ L.eigh(a + a.T)[1].T), "linalg", a=A(n, n))
case("eigh.batched", lambda a: (L.eigvalsh(a + T(a)), jnp.abs(L.eigh(a + T(a))[1]), jax.vmap(L.eigvalsh)(a + T(a)), LL.eigh(a + T(a))[1]), "linalg", a=A(2, 3, 3))
case("eigh.derivatives", lambda a: (*derivatives(lambda a: L.eigh(a)[0], a), *derivatives(lambda a: L.eigh(a)[1] ** 2, a)), "linalg", a=A(3, 3))
for m, n in ((3, 3), (4, 2), (2, 4), (1, 3)): case(f"svd.{m}x{n}", lambda a: (L.svdvals(a), L.svd(a, compute_uv=False), jnp.abs(L.svd(a, full_matrices=False)[0]), jnp.abs(L.svd(a, full_matrices=False)[2]), (L.svd(a, full_matrices=False)[0] * L.svd(a, full_matrices=False)[1]) @ L.svd(a, full_matrices=False)[2], L.svd(a)[0].shape, L.svd(a)[2].shape), "linalg", a=A(m, n))
case("svd.batched", lambda a: (L.svdvals(a), jax.vmap(L.svdvals)(a), L.svd(a + T(a), hermitian=True, compute_uv=False)), "linalg", a=A(2, 3, 3))
case("svd.derivatives", lambda a: (*derivatives(lambda a: L.svdvals(a), a), *derivatives(lambda a: L.svd(a, full_matrices=False)[0] ** 2, a, hessian=False)), "linalg", a=A(4, 3))
ORDS_V = [None, 1, 2, 3, 0, INF, -INF, 2.5, -1]
case("norm.vectors", lambda v: tuple(L.norm(v, ord=o) for o in ORDS_V) + tuple(L.vector_norm(v, ord=o) for o in (1, 2, INF)), "linalg", v=A(5))
case("norm.matrices", lambda a: tuple(L.norm(a, ord=o) for o in (None, "fro", "nuc", 1, -1, 2, -2, INF, -INF)) + tuple(L.matrix_norm(a, ord=o) for o in ("fro", 1, "nuc")), "linalg", a=A(3, 4))
case("norm.axes", lambda a: (L.norm(a), L.norm(a, axis=0), L.norm(a, axis=(0, 2)), L.norm(a, ord=1, axis=(1, 2), keepdims=True), L.norm(a, axis=-1, keepdims=True), L.vector_norm(a, axis=(0, 1)), L.vector_norm(a, keepdims=True), L.matrix_norm(a, keepdims=True), L.norm(a, ord=3, axis=1)), "linalg", a=A(2, 3, 4))
case("norm.derivatives", lambda a: (*derivatives(lambda a: L.norm(a, axis=1), a), *derivatives(lambda a: L.norm(a, ord=1, axis=0), a), *derivatives(lambda a: L.norm(a, ord="nuc")[None], a, hessian=False)), "linalg", a=A(3, 3))
case("norm.zero_derivative", lambda a: (jax.grad(L.norm)(a), jax.grad(fun("a", lambda a: jnp.sqrt(jnp.sum(a * a))))(a)), "linalg", False, a=A(3, values=[0, 0, 0]))
case("rank_and_condition", lambda a: (L.cond(a), L.cond(a, p=1), L.matrix_rank(a), L.matrix_rank(jnp.ones((3, 3))), L.matrix_rank(jnp.zeros((2, 2))), L.cond(a, p="fro")), "linalg", a=A(3, 3))
case("pinv", lambda a, b: (L.pinv(a), L.pinv(a.T), L.pinv(jnp.ones((2, 2))), L.pinv(a.T @ a, hermitian=True), L.lstsq(a, b)[0], L.lstsq(a, b[:, 0])[0], L.lstsq(a, b)[1], L.lstsq(a, b)[2]), "linalg", a=A(4, 2), b=A(4, 2))
case("pinv.derivatives", lambda a: derivatives(lambda a: L.pinv(a), a, hessian=False), "linalg", a=A(4, 2))
case("tensors", lambda a, b: (L.tensorsolve(a.reshape(2, 2, 4) + jnp.eye(4).reshape(2, 2, 4) * 3.0, b.reshape(2, 2)), L.tensorinv((a + jnp.eye(4) * 3.0).reshape(2, 2, 2, 2)), L.multi_dot([a, a, b]), L.outer(b, b), L.trace(a, offset=1), L.diagonal(a, offset=-1), L.vecdot(a, a), L.cross(a[:, :3], a[::-1, :3]), L.matrix_transpose(a)), "linalg", a=A(4, 4), b=A(4))
case("householder", lambda a, t: (LL.householder_product(a, t), LL.ormqr(a, t, jnp.ones((4, 2))), LL.ormqr(a, t, jnp.ones((2, 4)), left=False, transpose=True)), "linalg", a=A(4, 3), t=A(3, lo=0.2, hi=1))
case("tridiagonal_solve", lambda l, d, u, b: LL.tridiagonal_solve(l, d + 4.0, u, b), "linalg", l=A(4, values=[0, 1, 0.5, -1]), d=A(4), u=A(4, values=[1, -0.5, 2, 0]), b=A(4, 2))
case("identities", lambda a: (L.inv(jnp.eye(3)), L.solve(jnp.eye(2), jnp.ones((2,))), L.det(jnp.eye(4)), L.cholesky(jnp.eye(2)), L.eigvalsh(jnp.eye(3)), L.svdvals(jnp.zeros((2, 3))), L.det(a[:0, :0]), L.inv(a[:0, :0])), "linalg", False, a=A(3, 3))
for half in ("float16", "bfloat16"): case(f"{half}", lambda a: (L.norm(a), L.norm(a, axis=0), L.vecdot(a, a), L.matrix_transpose(a), L.trace(a)), half, False, a=A(3, 3, dtype=half))
bad = failing("linalg", "ops")
bad("det_rank", lambda a: L.det(a), a=A(3))
bad("inv_square", lambda a: L.inv(a), a=A(2, 3))
bad("solve_sizes", lambda a, b: L.solve(a, b), a=A(3, 3), b=A(4, 2))
bad("cholesky_square", lambda a: L.cholesky(a), a=A(2, 3))
bad("norm_ord", lambda a: L.norm(a, ord="fro"), a=A(3))
bad("norm_axes", lambda a: L.norm(a, axis=(0, 1, 2)), a=A(2, 2, 2))
bad("matrix_power_fraction", lambda a: L.matrix_power(a, 0.5), a=A(2, 2))

if __name__ == "__main__": main(__file__)
