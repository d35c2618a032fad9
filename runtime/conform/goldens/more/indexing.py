#!/usr/bin/env python3
"""Reading and writing parts: indices, `.at`, take, put, dynamic slices, gather and scatter in every mode. See builder.py."""
from builder import *

case = cases("indexing", "ops")
def exact(id, body, **inputs): case(id, body, "exact", False, **inputs)
I = lambda *values: A(len(values), values=list(values), dtype="int32")

exact("basic", lambda x: (x[0], x[-1], x[1:3], x[::-1], x[::2, ::-2], x[..., 0], x[:, None], x[None, ..., None], x[1, 2], x[-2:, 1:], x[5:], x[:0], x[3:1:-1], x[1, ...], x[..., ::-1], x[-100:100:3]), x=A(4, 5))
exact("basic.rank5", lambda x: (x[0, ..., 1], x[..., 0, :, 1], x[:, 1, None, :, 0], x[0, 1, 0, 2, 1], x[..., 1:, ::-1, :]), x=A(2, 2, 2, 3, 2))
exact("arrays", lambda x, i, j: (x[i], x[:, i], x[i, j], x[i[:, None], j], x[..., j], x[i, 1:], x[None, i], x[i][:, j], x[i, None, j], x[1, j], x[i > 0], x[i.reshape(1, 3)], x[-1, i]), x=A(4, 5), i=I(2, 0, -1), j=I(1, 1, 4))
exact("arrays.apart", lambda x, i, j: (x[i, :, j], x[:, i, j], x[i, :, :, j], x[..., i, j], x[i, 0, :, j], x[:, i, None, j], x[i, ..., j]), x=A(3, 2, 3, 4), i=I(0, 1), j=I(1, 1))
exact("out_of_range", lambda x, i: (x[i], x.at[i].get(mode="clip"), x.at[i].get(mode="fill"), x.at[i].get(mode="fill", fill_value=-9.0), x.at[i].get(mode="wrap"), x.at[i, i].get(mode="fill", fill_value=5.0), x[9], x[i % 3]), x=A(3, 3), i=I(0, 5, -1, -7))
exact("out_of_range.integers", lambda x, u, b, i: (x.at[i].get(mode="fill"), u.at[i].get(mode="fill"), b.at[i].get(mode="fill"), x[i]), x=ints("int8", 3), u=ints("uint16", 3), b=A(3, dtype="bool"), i=I(0, 5, -1))
exact("masks", lambda x, m: (x[m], x[m[:, 0]], x[:, m[0]], x.at[m].set(0.0), x.at[m].add(1.0), x.at[m[:, 0]].multiply(2.0), jnp.where(m, x, 0), x[m[:, 0], 1]), x=A(3, 4), m=A(3, 4, values=[[1, 0, 0, 1], [0, 1, 0, 0], [1, 1, 0, 0]], dtype="bool"))
OPS = {"set": 1.5, "add": 2.5, "subtract": 0.5, "multiply": 3.0, "divide": 2.0, "power": 2.0, "min": 0.25, "max": 0.25}
for name, v in OPS.items():
  at = lambda p, *k, name=name, v=v: getattr(p, name)(v)
  case(f"at.{name}", lambda x, i, at=at, name=name: (at(x.at[0]), at(x.at[:, 1]), at(x.at[::2, ::-1]), at(x.at[i]), at(x.at[i, i]), at(x.at[-1, -1]), at(x.at[..., 0]), getattr(x.at[i], name)(jnp.arange(8.0).reshape(2, 4) + 1.0), getattr(x.at[1:, :2], name)(jnp.array([2.0, 3.0]))), "sums", jitter=False, x=A(3, 4, lo=0.3, hi=3), i=I(2, 0))
  if name not in ("divide", "power"): case(f"at.{name}.repeated_and_outside", lambda x, i, u, name=name: (getattr(x.at[i], name)(u), getattr(x.at[i], name)(u, mode="clip"), getattr(x.at[i], name)(u, mode="drop"), *((getattr(x.at[i], name)(u, mode="fill"),))) if name != "set" else (x.at[i[1:]].set(u[1:]), x.at[i[1:]].set(u[1:], mode="clip")), "sums", jitter=False, x=A(4, lo=0.3, hi=3), i=I(1, 1, 9, -1, -9), u=A(5, lo=0.3, hi=3))
  if name not in ("divide", "power"): exact(f"at.{name}.dtypes", lambda i, name=name, **xs: tuple(getattr(x.at[i], name)(3) for x in xs.values()), i=I(1, 3), **{d: ints(d, 4) for d in INTS})
  case(f"at.{name}.derivatives", lambda x, i, u, name=name: derivatives(lambda x, u: getattr(x.at[i], name)(u) ** 2, x, u), "linalg", x=A(4, lo=0.5, hi=2), i=I(1, 3), u=A(2, lo=0.6, hi=1.8))
  case(f"at.{name}.vmap", lambda x, i, u, name=name: (jax.vmap(fun("x i u", lambda x, i, u: getattr(x.at[i], name)(u)))(x, i, u), jax.vmap(fun("x i", lambda x, i: getattr(x.at[i], name)(2.0)), in_axes=(None, 0))(x[0], i)), "sums", jitter=False, x=A(2, 4, lo=0.3, hi=3), i=A(2, 2, values=[[0, 3], [2, 1]], dtype="int32"), u=A(2, 2, lo=0.3, hi=3))
case("at.apply", lambda x, i: (x.at[i].apply(jnp.sin), x.at[0].apply(fun("v", lambda v: v * v)), x.at[:, 1:].apply(jnp.exp)), x=A(3, 4), i=I(2, 0))
exact("at.promotion", lambda x, h, i: (x.at[0].set(3), i.at[0].add(5), h.at[1].add(2.0), x.at[0].set(True), i.at[:2].set(jnp.array([7, 8], dtype("int8")))), x=A(3), h=A(3, dtype="float16"), i=ints("int32", 3))
case("at.add.repeated_derivatives", lambda x, u, i: derivatives(lambda x, u: jnp.sin(x.at[i].add(u)), x, u), x=A(4), u=A(3), i=I(1, 1, 2))
case("at.multiply.repeated_derivatives", lambda x, u, i: derivatives(lambda x, u: x.at[i].multiply(u), x, u), "linalg", x=A(4, lo=0.5, hi=2), u=A(3, lo=0.5, hi=2), i=I(1, 1, 2))
case("at.max.ties", lambda x, i: jax.grad(fun("x u", lambda x, u: jnp.sum(x.at[i].max(u) ** 2)), argnums=(0, 1))(x, jnp.array([2.0, 2.0, 0.0])), x=A(3, values=[2, 5, 1]), i=I(0, 0, 1))
case("gather.derivatives", lambda x, i: (*derivatives(lambda x: x[i] ** 2, x), *derivatives(lambda x: x[i, 1:] * x[i, :2], x), *derivatives(lambda x: jnp.take(x, i, axis=1) ** 3, x), *derivatives(lambda x: x.at[i].get(mode="fill", fill_value=0.0) ** 2, x)), "sums", x=A(3, 3), i=I(2, 0, 2, 1))
exact("take", lambda x, i: (jnp.take(x, i), jnp.take(x, i, axis=0), jnp.take(x, i, axis=-1, mode="clip"), jnp.take(x, i, axis=1, mode="wrap"), jnp.take(x, i, axis=0, mode="fill", fill_value=0.0), jnp.take(x, i.reshape(2, 2), axis=0), jnp.take(x, 1, axis=0), x.take(i, axis=1), jnp.take(x, 11)), x=A(3, 4), i=I(0, 5, -1, 2))
exact("take_along_axis", lambda x, i: (jnp.take_along_axis(x, i, axis=1), jnp.take_along_axis(x, i[:, :1], axis=1), jnp.take_along_axis(x, i.ravel(), axis=None), jnp.take_along_axis(x, i[:1], axis=0), jnp.take_along_axis(x, i, axis=-1, mode="clip"), jnp.put_along_axis(x, i[:, :1], 9.0, axis=1, inplace=False)), x=A(3, 4), i=A(3, 2, values=[[0, 3], [1, -1], [2, 2]], dtype="int32"))
exact("choose_compress", lambda x, i: (jnp.choose(i, [x[0], x[1], x[2]], mode="clip"), jnp.choose(i, [x[0], x[1], x[2]], mode="wrap"), jnp.compress(jnp.array([True, False, True]), x, axis=0), jnp.compress(jnp.array([True, True]), x, axis=1), jnp.extract(x > 0, x), jnp.extract(x > 0, x, size=5, fill_value=-1.0), jnp.place(x, x > 0, jnp.array([1.0, 2.0]), inplace=False), jnp.put(x, jnp.array([0, 5]), jnp.array([7.0, 8.0]), inplace=False), jnp.put(x, jnp.array([99]), 1.0, mode="clip", inplace=False)), x=A(3, 4), i=I(0, 2, 5, -1))
exact("nonzero", lambda x, e: (jnp.nonzero(x), jnp.nonzero(x, size=3), jnp.nonzero(x, size=9, fill_value=-1), jnp.argwhere(x), jnp.argwhere(x, size=2), jnp.flatnonzero(x), jnp.flatnonzero(x, size=8, fill_value=7), jnp.where(x), jnp.nonzero(e), x.nonzero()), x=A(3, 3, values=[[1, 0, 2], [0, 0, 3], [4, 5, 0]]), e=A(0, 2))
exact("ravel_index", lambda i: (jnp.ravel_multi_index((i, i), (4, 5)), jnp.unravel_index(i, (2, 3)), jnp.ravel_multi_index((i, i + 3), (4, 5), mode="wrap"), jnp.ravel_multi_index((i, i + 9), (4, 5), mode="clip"), jnp.unravel_index(7, (3, 4))), i=I(0, 3, 2))
exact("dynamic", lambda x, i, j: (lax.dynamic_slice(x, (i, j), (2, 2)), lax.dynamic_slice(x, (-1, -2), (1, 2)), lax.dynamic_update_slice(x, jnp.zeros((2, 2)), (i, j)), lax.dynamic_update_slice(x, jnp.ones((1, 1)), (-1, 0)), lax.dynamic_slice_in_dim(x, j, 2), lax.dynamic_update_slice_in_dim(x, jnp.ones((4, 1)), j, 1), lax.dynamic_index_in_dim(x, -1, 1, keepdims=False), lax.dynamic_update_index_in_dim(x, jnp.ones((5,)), 2, 0), lax.dynamic_slice(x, (i, j), (0, 5)), lax.dynamic_slice(x, (100, -100), (2, 2))), x=A(4, 5), i=A(values=2, dtype="int32"), j=A(values=4, dtype="uint8"))
case("dynamic.derivatives", lambda x, u: (*derivatives(lambda x: lax.dynamic_slice(x, (1, 2), (2, 2)) ** 2, x), *derivatives(lambda x, u: lax.dynamic_update_slice(x, u * u, (1, 1)) ** 2, x, u)), "sums", x=A(3, 4), u=A(2, 2))
exact("dynamic.vmap", lambda x, i: (jax.vmap(fun("x i", lambda x, i: lax.dynamic_slice(x, (i,), (2,))))(x, i), jax.vmap(fun("i", lambda i: lax.dynamic_slice(x, (i, 0), (1, 3))))(i), jax.vmap(fun("x i", lambda x, i: lax.dynamic_update_slice(x, jnp.zeros((2,)), (i,))))(x, i), jax.vmap(fun("x i", lambda x, i: x[i]))(x, i), jax.vmap(fun("i", lambda i: x[i, i]))(i), jax.vmap(fun("x", lambda x: x[i]), in_axes=1, out_axes=1)(x)), x=A(4, 5), i=I(0, 4, 2, 9))

gathers = cases("gather", "ops")
def G(**k): return lax.GatherDimensionNumbers(**k)
def S(**k): return lax.ScatterDimensionNumbers(**k)
MODES = ["clip", "fill"]
for m in MODES:
  gathers(f"rows.{m}", lambda x, i, m=m: lax.gather(x, i, G(offset_dims=(1,), collapsed_slice_dims=(0,), start_index_map=(0,)), (1, 3), mode=m), "exact", False, x=A(4, 3), i=A(5, 1, values=[[0], [3], [7], [-1], [2]], dtype="int32"))
  gathers(f"windows.{m}", lambda x, i, m=m: lax.gather(x, i, G(offset_dims=(0, 2), collapsed_slice_dims=(), start_index_map=(1, 0)), (2, 2), mode=m), "exact", False, x=A(4, 5), i=A(4, 2, values=[[0, 0], [3, 2], [4, 1], [1, 3]], dtype="int32"))
  gathers(f"batched.{m}", lambda x, i, m=m: lax.gather(x, i, G(offset_dims=(2,), collapsed_slice_dims=(1,), start_index_map=(1,), operand_batching_dims=(0,), start_indices_batching_dims=(0,)), (1, 1, 3), mode=m), "exact", False, x=A(2, 4, 3), i=A(2, 2, 1, values=[[[0], [3]], [[9], [1]]], dtype="int32"))
  gathers(f"derivatives.{m}", lambda x, i, m=m: derivatives(lambda x: lax.gather(x, i, G(offset_dims=(1,), collapsed_slice_dims=(0,), start_index_map=(0,)), (1, 2), mode=m, **({"fill_value": 0} if m == "fill" else {})) ** 2, x), "sums", x=A(4, 3), i=A(3, 1, values=[[0], [3], [6]], dtype="int32"))
  gathers(f"vmap.{m}", lambda x, i, m=m: (jax.vmap(fun("x i", lambda x, i: lax.gather(x, i, G(offset_dims=(1,), collapsed_slice_dims=(0,), start_index_map=(0,)), (1, 2), mode=m)))(x, i), jax.vmap(fun("i", lambda i: lax.gather(x[0], i, G(offset_dims=(1,), collapsed_slice_dims=(0,), start_index_map=(0,)), (1, 2), mode=m)), in_axes=1)(i)), "exact", False, x=A(2, 4, 3), i=A(2, 2, 1, values=[[[0], [3]], [[9], [1]]], dtype="int32"))
for name in ["scatter", "scatter_add", "scatter_sub", "scatter_mul", "scatter_min", "scatter_max"]:
  f = getattr(lax, name)
  ix = I(0, 2, 9) if name == "scatter" else I(0, 2, 2, 9, 1)
  n = 3 if name == "scatter" else 5
  for m in ["clip", "fill"]:
    if name == "scatter" and m == "clip": ix = I(0, 2, 9)
    gathers(f"{name}.rows.{m}", lambda x, i, u, f=f, m=m: f(x, i[:, None], u, S(update_window_dims=(1,), inserted_window_dims=(0,), scatter_dims_to_operand_dims=(0,)), mode=m), "sums", False, x=A(4, 3, lo=0.3, hi=2), i=ix, u=A(n, 3, lo=0.3, hi=2))
    gathers(f"{name}.windows.{m}", lambda x, i, u, f=f, m=m: f(x, i, u, S(update_window_dims=(1, 2), inserted_window_dims=(), scatter_dims_to_operand_dims=(0, 1)), mode=m), "sums", False, x=A(4, 5, lo=0.3, hi=2), i=A(2, 2, values=[[0, 0], [3, 3]], dtype="int32"), u=A(2, 2, 2, lo=0.3, hi=2))
  gathers(f"{name}.batched", lambda x, i, u, f=f: f(x, i, u, S(update_window_dims=(), inserted_window_dims=(1,), scatter_dims_to_operand_dims=(1,), operand_batching_dims=(0,), scatter_indices_batching_dims=(0,))), "sums", False, x=A(2, 4, lo=0.3, hi=2), i=A(2, 2, 1, values=[[[0], [3]], [[1], [2]]], dtype="int32"), u=A(2, 2, lo=0.3, hi=2))
  gathers(f"{name}.derivatives", lambda x, i, u, f=f: derivatives(lambda x, u: f(x, i[:, None], u, S(update_window_dims=(1,), inserted_window_dims=(0,), scatter_dims_to_operand_dims=(0,)), **({"unique_indices": True} if f is not lax.scatter_add else {})) ** 2, x, u), "linalg", x=A(4, 2, lo=0.5, hi=2), i=I(0, 3), u=A(2, 2, lo=0.6, hi=1.9))
  gathers(f"{name}.vmap", lambda x, i, u, f=f: jax.vmap(fun("x i u", lambda x, i, u: f(x, i[:, None], u, S(update_window_dims=(), inserted_window_dims=(0,), scatter_dims_to_operand_dims=(0,)))), in_axes=(0, 1, 0))(x, i, u), "sums", False, x=A(2, 4, lo=0.3, hi=2), i=A(2, 2, values=[[0, 3], [1, 2]], dtype="int32"), u=A(2, 2, lo=0.3, hi=2))
  gathers(f"{name}.dtypes", lambda i, u, f=f, **xs: tuple(f(x, i[:, None], u.astype(x.dtype), S(update_window_dims=(), inserted_window_dims=(0,), scatter_dims_to_operand_dims=(0,))) for x in xs.values()), "exact", False, i=I(1, 3), u=A(2, values=[3, 100], dtype="uint8"), **{d: ints(d, 4) for d in INTS})
gathers("scatter_apply", lambda x, i: lax.scatter_apply(x, i[:, None], jnp.square, S(update_window_dims=(), inserted_window_dims=(0,), scatter_dims_to_operand_dims=(0,)), update_shape=(2,)), "sums", False, x=A(4), i=I(1, 3))
bad = failing("indexing", "ops")
bad("too_many", lambda x: x[0, 0, 0], x=A(2, 2))
bad("float_index", lambda x: x[jnp.array([0.5])], x=A(2, 2))
bad("dynamic_size", lambda x: lax.dynamic_slice(x, (0, 0), (3, 1)), x=A(2, 2))
bad("set_shape", lambda x: x.at[0].set(jnp.ones((3,))), x=A(2, 2))
bad("mask_shape", lambda x: x[jnp.array([True, False, True])], x=A(2, 2))
bad("take_axis", lambda x: jnp.take(x, jnp.array([0]), axis=2), x=A(2, 2))

if __name__ == "__main__": main(__file__)
