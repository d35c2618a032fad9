#!/usr/bin/env python3
"""Products of arrays, convolutions and windows, with their derivatives and batches. See builder.py."""
from builder import *

case = cases("products", "ops")
case("dot", lambda a, b, v, w, s, i: (jnp.dot(a, b), jnp.dot(v, w), jnp.dot(a, w[:4]), jnp.dot(s, a), jnp.dot(a, s), jnp.dot(i, i[:, 0]), a.dot(b), jnp.vdot(a, a), jnp.vdot(v, w), jnp.inner(a, a), jnp.inner(v, w), jnp.outer(v, w), jnp.outer(a, v), jnp.dot(jnp.stack([a, a]), jnp.stack([b, b, b]))), "linalg", a=A(3, 4), b=A(4, 2), v=A(5), w=A(5), s=A(), i=ints("int32", 3, 3))
case("matmul", lambda a, b, v: (jnp.matmul(a, b), a @ b, jnp.matmul(v, b), jnp.matmul(a, v), jnp.matmul(v, v), jnp.matmul(a[:, None], b), jnp.matmul(a[:, :, :0], b[:, :0]), jnp.matmul(a[:0], b[:0]), jnp.matvec(a, v), jnp.vecmat(v, b), jnp.vecdot(a, a), jnp.vecdot(a, v), jnp.vecdot(a, a, axis=1), jnp.linalg.matmul(a, b)), "linalg", a=A(2, 3, 4), b=A(2, 4, 5), v=A(4))
for d in INTS + ["bool"]: case(f"matmul.{d}", lambda a, b: (a @ b, jnp.dot(a, b[:, 0])) if d != "bool" else (jnp.matmul(a, b), jnp.dot(a, b)), "exact", False, a=drawn(d, 3, 4), b=drawn(d, 4, 2))
for half in ("float16", "bfloat16"): case(f"matmul.{half}", lambda a, b, x: (a @ b, a @ x, jnp.einsum("ij,jk->ki", a, b), jnp.tensordot(a, b, axes=1), lax.dot(a, b, preferred_element_type=dtype("float32"))), half, False, a=A(3, 4, dtype=half), b=A(4, 2, dtype=half), x=A(4, 2))
case("matmul.promotion", lambda i, u, x, h, b: (i @ x, u @ i, h @ x, b @ x, i @ i, u @ h), "bfloat16", False, i=ints("int32", 2, 2), u=ints("uint8", 2, 2), x=A(2, 2), h=A(2, 2, dtype="float16"), b=A(2, 2, dtype="bool"))
case("matmul.derivatives", lambda a, b: (*derivatives(lambda a, b: a @ b, a, b), *derivatives(lambda a, b: jnp.matmul(a[0], b) ** 2, a, b)), "linalg", a=A(2, 3, 4), b=A(2, 4, 2))
case("matmul.vmap", lambda a, b, v: (jax.vmap(jnp.matmul)(a, b), jax.vmap(jnp.matmul, in_axes=(0, None))(a, b[0]), jax.vmap(jnp.dot, in_axes=(None, 0))(a[0], v), jax.vmap(jnp.dot, in_axes=(1, 1))(a[0], a[1]), jax.vmap(jax.vmap(jnp.dot, in_axes=(None, 0)), in_axes=(0, None))(a[0], v)), "linalg", a=A(2, 3, 4), b=A(2, 4, 2), v=A(5, 4))
case("tensordot", lambda a, b: (jnp.tensordot(a, b, axes=1), jnp.tensordot(a, b, axes=([1, 2], [1, 0])), jnp.tensordot(a, b, axes=0).shape, jnp.tensordot(a, a, axes=3), jnp.tensordot(a, b, axes=(2, 0)), jnp.linalg.tensordot(a, b, axes=1), jnp.kron(a[0], b[:2, :2, 0]), jnp.kron(a[0, 0], b[0, 0]), jnp.cross(a[0, :, :3], a[1, :, :3]), jnp.cross(a[0, :, :2], a[1, :, :2]), jnp.cross(a[0, :3, :3], a[1, :3, :3], axis=0), jnp.linalg.multi_dot([a[0], b[:, :, 0], a[0]])), "linalg", a=A(2, 3, 4), b=A(4, 3, 2))
SPECS = [("ij,jk->ik", 2), ("ij->ji", 1), ("ii->i", 1), ("ii", 1), ("ij,ij->", 2), ("ij,kj->ikj", 2), ("i,j->ij", 0), ("...ij,...jk->...ik", 2), ("ij,jk,kl->il", 3), ("ij->", 1), ("ij,ji", 2), ("ij,jk", 2), ("i...->...", 1)]
for n, (s, k) in enumerate(SPECS): case(f"einsum.{n}", lambda a, b, v, s=s, k=k: (jnp.einsum(s, *([a, b, a][:k] if k else [v, v])), *([jnp.einsum(s, jnp.stack([a, b]), b)] if s.startswith("...") else [])), "linalg", a=A(3, 3), b=A(3, 3), v=A(4))
case("einsum.sizes", lambda a, b, c: (jnp.einsum("abc,cd->dab", a, b), jnp.einsum("abc,abc->b", a, a), jnp.einsum("abc->ca", a), jnp.einsum("abc,cd,da->b", a, b, c), jnp.einsum("a...c,cd->...da", a, b), jnp.einsum("abc,xyc->abxy", a, a), jnp.einsum("aab->b", jnp.broadcast_to(a[:, :2, :], (2, 2, 4)))), "linalg", a=A(2, 3, 4), b=A(4, 5), c=A(5, 2))
case("einsum.derivatives", lambda a, b: (*derivatives(lambda a, b: jnp.einsum("ij,jk->ki", a, b), a, b), *derivatives(lambda a: jnp.einsum("ij,kj,ik->", a, a, jnp.ones((3, 3))), a), *derivatives(lambda a: jnp.einsum("ii->i", a @ a), a)), "linalg", a=A(3, 3), b=A(3, 2))
DIMS = [((( 1,), (0,)), ((), ())), (((2,), (1,)), ((0,), (0,))), (((1, 2), (1, 2)), ((0,), (0,))), (((), ()), ((0,), (0,))), (((), ()), ((), ()))]
case("dot_general", lambda a, b, m: (lax.dot_general(m, m, DIMS[0]), lax.dot_general(a, b, DIMS[1]), lax.dot_general(a, a, DIMS[2]), lax.dot_general(m, m, DIMS[3]), lax.dot_general(m[0], m[1], DIMS[4]), lax.dot_general(a, b, (((0, 2), (2, 1)), ((), ()))), lax.dot_general(m.astype(dtype("int8")), m.astype(dtype("int8")), DIMS[0], preferred_element_type=dtype("int32")), lax.dot(m, m), lax.batch_matmul(a, b)), "linalg", a=A(2, 3, 4), b=A(2, 4, 2), m=A(3, 3))
case("dot_general.derivatives", lambda a, b: derivatives(lambda a, b: lax.dot_general(a, b, (((2,), (0,)), ((1,), (2,)))), a, b), "linalg", a=A(2, 3, 4), b=A(4, 2, 3))
case("dot_general.vmap", lambda a, b: (jax.vmap(fun("a b", lambda a, b: lax.dot_general(a, b, (((1,), (0,)), ((), ())))), in_axes=(0, 1))(a, b), jax.vmap(fun("b", lambda b: lax.dot_general(a[0], b, (((1,), (0,)), ((), ())))), in_axes=2, out_axes=1)(b)), "linalg", a=A(2, 3, 4), b=A(4, 2, 5))
case("large", lambda a, b: ((a @ b)[::7, ::9], jnp.einsum("ij,kj->ik", a, a)[::11, ::5], jnp.dot(a[0], a[1])), "linalg", False, a=A(33, 70), b=A(70, 45))

conv = cases("conv", "ops")
C = lax.conv_general_dilated
N1, N2, N3 = ("NWC", "WIO", "NWC"), ("NHWC", "HWIO", "NHWC"), ("NDHWC", "DHWIO", "NDHWC")
TABLE = {  # name: x shape, kernel shape, call
  "1d": ((2, 7, 3), (3, 3, 4), dict(window_strides=(1,), padding="SAME", dimension_numbers=N1)),
  "1d.valid_strided": ((1, 9, 2), (4, 2, 3), dict(window_strides=(2,), padding="VALID", dimension_numbers=N1)),
  "1d.dilated": ((1, 9, 2), (3, 2, 2), dict(window_strides=(1,), padding=((2, 1),), rhs_dilation=(2,), dimension_numbers=N1)),
  "1d.input_dilated": ((1, 5, 2), (3, 2, 2), dict(window_strides=(2,), padding=((1, 2),), lhs_dilation=(3,), dimension_numbers=N1)),
  "1d.grouped": ((1, 6, 4), (2, 2, 6), dict(window_strides=(1,), padding="SAME", feature_group_count=2, dimension_numbers=N1)),
  "1d.depthwise": ((2, 5, 3), (3, 1, 6), dict(window_strides=(1,), padding="VALID", feature_group_count=3, dimension_numbers=N1)),
  "1d.batch_groups": ((4, 5, 2), (3, 2, 4), dict(window_strides=(1,), padding="VALID", batch_group_count=2, dimension_numbers=N1)),
  "1d.negative_padding": ((1, 8, 2), (3, 2, 2), dict(window_strides=(1,), padding=((-1, -2),), dimension_numbers=N1)),
  "2d": ((2, 5, 6, 2), (3, 2, 2, 3), dict(window_strides=(1, 1), padding="SAME", dimension_numbers=N2)),
  "2d.nchw": ((1, 2, 5, 5), (3, 2, 3, 3), dict(window_strides=(2, 1), padding="VALID")),
  "2d.strided_same": ((1, 6, 7, 2), (3, 3, 2, 2), dict(window_strides=(2, 3), padding="SAME", dimension_numbers=N2)),
  "2d.dilated": ((1, 7, 7, 1), (2, 3, 1, 2), dict(window_strides=(1, 2), padding=((1, 0), (2, 2)), rhs_dilation=(3, 2), dimension_numbers=N2)),
  "2d.both_dilated": ((1, 4, 3, 2), (2, 2, 2, 2), dict(window_strides=(1, 2), padding=((1, 1), (0, 2)), lhs_dilation=(2, 3), rhs_dilation=(2, 1), dimension_numbers=N2)),
  "2d.grouped": ((2, 4, 4, 4), (3, 3, 2, 4), dict(window_strides=(1, 1), padding="SAME", feature_group_count=2, dimension_numbers=N2)),
  "2d.mixed_layout": ((5, 2, 1, 6), (2, 3, 2, 3), dict(window_strides=(1, 1), padding="VALID", dimension_numbers=("HCNW", "IOHW", "CWNH"))),
  "2d.same_lower": ((1, 5, 5, 1), (2, 4, 1, 1), dict(window_strides=(2, 2), padding="SAME_LOWER", dimension_numbers=N2)),
  "3d": ((1, 3, 4, 3, 2), (2, 2, 2, 2, 2), dict(window_strides=(1, 2, 1), padding="SAME", dimension_numbers=N3)),
  "3d.dilated": ((1, 4, 4, 4, 1), (2, 2, 2, 1, 2), dict(window_strides=(1, 1, 1), padding="VALID", rhs_dilation=(2, 1, 3), dimension_numbers=N3)),
  "0d": ((2, 3), (3, 4), dict(window_strides=(), padding=(), dimension_numbers=("NC", "IO", "NC"))),
  "1d.no_output": ((1, 2, 2), (3, 2, 2), dict(window_strides=(1,), padding="VALID", dimension_numbers=N1)),
}
for name, (xs, ws, k) in TABLE.items():
  conv(name, lambda x, w, k=k: C(x, w, **k), "linalg", x=A(*xs), w=A(*ws))
  conv(name + ".derivatives", lambda x, w, k=k: derivatives(lambda x, w: C(x, w, **k), x, w), "linalg", x=A(*xs), w=A(*ws))
for name in ("1d.grouped", "2d.dilated", "1d.batch_groups"):
  xs, ws, k = TABLE[name]
  conv(name + ".vmap", lambda x, w, k=k: (jax.vmap(fun("x w", lambda x, w: C(x, w, **k)))(x, w), jax.vmap(fun("x", lambda x: C(x, w[0], **k)))(x), jax.vmap(fun("w", lambda w: C(x[0], w, **k)))(w)), "linalg", x=A(2, *xs), w=A(2, *ws))
for half in ("float16", "bfloat16"): conv(half, lambda x, w: C(x, w, (1, 1), "SAME", dimension_numbers=N2), half, False, x=A(1, 3, 3, 2, dtype=half), w=A(2, 2, 2, 2, dtype=half))
for d in ("int32", "int8", "uint8"): conv(d, lambda x, w: C(x, w, (1,), "VALID", dimension_numbers=N1), "exact", False, x=ints(d, 1, 5, 2), w=ints(d, 2, 2, 2))
conv("wrappers", lambda x, w: (lax.conv(x, w, (1, 1), "SAME"), lax.conv_with_general_padding(x, w, (1, 2), ((1, 0), (0, 1)), (1, 1), (1, 1)), lax.conv_general_dilated_patches(x, (2, 2), (1, 1), "VALID"), lax.conv_general_dilated_local(x, jnp.ones((3, 8, 3, 3)), (1, 1), "VALID", (2, 2))), "linalg", x=A(1, 2, 4, 4), w=A(3, 2, 2, 2))
for p in ("SAME", "VALID", ((1, 2), (0, 1))): conv(f"transpose.{p if isinstance(p, str) else 'pairs'}", lambda x, w, p=p: (lax.conv_transpose(x, w, (2, 3), p), lax.conv_transpose(x, w, (2, 1), p, rhs_dilation=(2, 1)), lax.conv_transpose(x, w.transpose(0, 1, 3, 2), (2, 2), p, transpose_kernel=True)), "linalg", x=A(1, 3, 3, 2), w=A(3, 2, 2, 3))
conv("transpose.derivatives", lambda x, w: derivatives(lambda x, w: lax.conv_transpose(x, w, (2,), "SAME"), x, w), "linalg", x=A(1, 4, 2), w=A(3, 2, 2))
conv("transpose.1d_3d", lambda x, w, y, v: (lax.conv_transpose(x, w, (3,), "VALID"), lax.conv_transpose(y, v, (2, 1, 2), "SAME"), lax.conv_transpose(x, w, (2,), "SAME", use_consistent_padding=True)), "linalg", x=A(2, 4, 2), w=A(3, 2, 2), y=A(1, 2, 3, 2, 1), v=A(2, 2, 2, 1, 2))

window = cases("window", "ops")
for name, init, f in [("add", 0.0, lax.add), ("max", -INF, lax.max), ("min", INF, lax.min), ("mul", 1.0, lax.mul)]:
  W = lambda x, name=name, init=init, f=f, **k: lax.reduce_window(x, init, f, **k)
  window(f"{name}", lambda x, W=W: (W(x, window_dimensions=(2, 3)), W(x, window_dimensions=(2, 2), window_strides=(2, 1), padding="SAME"), W(x, window_dimensions=(3, 2), padding=((1, 2), (0, 3))), W(x, window_dimensions=(2, 2), window_dilation=(2, 3)), W(x, window_dimensions=(2, 2), window_strides=(1, 2), base_dilation=(2, 2), padding="VALID")), "linalg", x=A(5, 6, lo=0.3, hi=2))
  window(f"{name}.derivatives", lambda x, W=W: derivatives(lambda x: W(x, window_dimensions=(2, 2), window_strides=(1, 2), padding=((1, 0), (0, 1))), x), "linalg", x=A(3, 4, lo=0.3, hi=2)) if name in ("add", "max", "min") else None
  window(f"{name}.vmap_rank3", lambda x, W=W: (jax.vmap(fun("x", lambda x: W(x, window_dimensions=(2, 2))), in_axes=1)(x), W(x, window_dimensions=(1, 2, 2), window_strides=(1, 2, 2))), "linalg", x=A(2, 4, 4, lo=0.3, hi=2))
for d in INTS: window(f"integers.{d}", lambda x: (lax.reduce_window(x, 0, lax.add, (2,), (1,), "SAME"), lax.reduce_window(x, x[0], lax.max, (3,), (2,), "VALID")), "exact", False, x=ints(d, 7))
window("nan", lambda x: (lax.reduce_window(x, -INF, lax.max, (2,), (1,), "VALID"), lax.reduce_window(x, 0.0, lax.add, (2,), (1,), "SAME")), "exact", False, x=A(6, values=[1, NAN, 2, INF, -INF, 0]))
window("own_function", lambda x: lax.reduce_window(x, 0.0, fun("a b", lambda a, b: a + b + a * b), (2, 2), (1, 1), "VALID"), "linalg", x=A(3, 4, lo=0.1, hi=0.9))
bad = failing("products", "ops")
bad("matmul_shapes", lambda a: a @ a, a=A(2, 3))
bad("matmul_scalar", lambda a: jnp.matmul(a, 2.0), a=A(2, 3))
bad("einsum_letters", lambda a: jnp.einsum("ijk->i", a), a=A(2, 3))
bad("einsum_sizes", lambda a: jnp.einsum("ij,jk->ik", a, a), a=A(2, 3))
bad("conv_features", lambda x, w: lax.conv(x, w, (1,), "SAME"), x=A(1, 2, 5), w=A(3, 3, 2))
bad("conv_rank", lambda x, w: lax.conv(x, w, (1,), "SAME"), x=A(1, 2, 5), w=A(3, 2, 2, 2))
bad("groups", lambda x, w: lax.conv_general_dilated(x, w, (1,), "SAME", feature_group_count=2), x=A(1, 3, 5), w=A(3, 1, 2))
bad("dot_general_batch", lambda a: lax.dot_general(a, a, (((1,), (1,)), ((0,), (1,)))), a=A(2, 3))
bad("window_rank", lambda x: lax.reduce_window(x, 0.0, lax.add, (2,)), x=A(3, 3))

if __name__ == "__main__": main(__file__)
