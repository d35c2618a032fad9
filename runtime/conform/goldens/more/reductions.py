#!/usr/bin/env python3
"""Reductions, cumulative functions and statistics: axes, keepdims, where, NaN, every dtype, derivatives. See builder.py."""
from builder import *

case = cases("reductions", "ops")
AXES = [None, 0, -1, (0, 2), ()]
SMOOTH = ["sum", "mean", "var", "std", "max", "min", "prod", "amax", "amin"]

for name in ["sum", "mean", "var", "std", "max", "min", "prod", "amax", "amin", "any", "all", "ptp", "median", "nansum", "nanmean", "nanmax", "nanmin", "nanprod", "nanvar", "nanstd", "nanmedian", "count_nonzero"]:
  f = getattr(jnp, name)
  boolean, nan = name in ("any", "all"), name.startswith("nan")
  some = [a for a in AXES if a != () or name not in ("ptp", "median", "nanmedian")]
  holes = A(2, 3, 4) if not nan else A(2, 3, 4, values=[[[1.5, NAN, 0.25, -2], [0.5, 3, NAN, 1], [-1, -0.5, 2, 0.125]], [[NAN, 1, 2, 0.75], [4, -1.25, 0.5, NAN], [1.75, -3, NAN, 0.5]]])
  case(f"{name}.axes", lambda x, f=f, some=some: tuple(f(x, axis=a) for a in some), "sums", x=holes)
  case(f"{name}.keepdims", lambda x, f=f: (f(x, keepdims=True), f(x, axis=1, keepdims=True), f(x, axis=(-1, 0) if name != "count_nonzero" else (2, 0), keepdims=True), f(x[0, 0, 0])), "sums", x=holes)
  if name not in ("ptp", "median", "nanmedian", "count_nonzero"):
    extra = {"initial": -1.5} if name in ("max", "nanmax", "amax") else {"initial": 2.0} if name in ("min", "nanmin", "amin", "sum", "prod", "nansum", "nanprod") else {}
    case(f"{name}.where", lambda x, w, f=f, extra=extra: (f(x, where=w, **extra), f(x, axis=1, where=w, **extra), f(x, axis=-1, where=w[0], keepdims=True, **extra)), "sums", x=holes, w=A(2, 3, 4, values=[[[1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]], [[0, 1, 1, 1], [1, 1, 1, 0], [1, 0, 1, 1]]], dtype="bool"))
  case(f"{name}.dtypes", lambda f=f, **xs: tuple(f(x, axis=0) for x in xs.values()), jitter=False, **{d: drawn(d, 3, 2) for d in ["bool", *INTS] if not (d == "bool" and name in ("ptp",))})
  for half in ("float16", "bfloat16"): case(f"{name}.{half}", lambda x, f=f: (f(x), f(x, axis=1)), half, jitter=False, x=A(3, 4, dtype=half))
  if name in ("sum", "prod", "mean", "any", "all", "var", "nansum", "nanprod", "count_nonzero"): case(f"{name}.empty", lambda x, f=f: (f(x), f(x, axis=1), f(x, axis=0), f(x, axis=2)), jitter=False, x=A(2, 0, 3))
  if name in SMOOTH: case(f"{name}.derivatives", lambda x, f=f: derivatives(lambda x: f(x, axis=1), x), "linalg", x=A(3, 4))
  if name in SMOOTH: case(f"{name}.vmap", lambda x, f=f: (jax.vmap(f)(x), jax.vmap(fun("x", lambda x: f(x, axis=-1)), in_axes=2, out_axes=1)(x)), "sums", x=A(2, 3, 4))
  if not boolean and name != "count_nonzero": case(f"{name}.edges", lambda x, y, f=f: (f(x), f(x, axis=0), f(y, axis=1)), "sums", jitter=False, x=A(3, 4, values=[[1, NAN, INF, 0], [2, 3, -INF, -0.0], [0.5, -1, INF, 4]]), y=A(2, 2, values=[[INF, 1], [-INF, 2]]))
case("sum.dtype_and_promotion", lambda i, u, b: (jnp.sum(i, dtype=dtype("float32")), jnp.sum(u), jnp.sum(b, axis=0), jnp.prod(i), jnp.sum(i, promote_integers=False), jnp.cumsum(u), jnp.mean(i), jnp.mean(b), jnp.sum(i, initial=100)), jitter=False, i=A(5, values=[100, 120, -30, 90, 77], dtype="int8"), u=A(4, values=[250, 200, 3, 9], dtype="uint8"), b=A(3, 2, dtype="bool"))
case("sum.overflow", lambda i, u: (jnp.sum(i), jnp.prod(i), jnp.sum(u), jnp.cumsum(i), jnp.cumprod(u)), "exact", jitter=False, i=A(4, values=[2**31 - 1, 5, 2**30, -7], dtype="int32"), u=A(3, values=[2**32 - 1, 7, 2**31], dtype="uint32"))
case("max.ties", lambda x: (jax.grad(fun("x", lambda x: jnp.max(x)))(x), jax.grad(fun("x", lambda x: jnp.sum(jnp.min(x, axis=0))))(x), jax.grad(fun("x", lambda x: jnp.sum(jnp.sort(x))))(x[0])), jitter=False, x=A(2, 4, values=[[1, 3, 3, 0], [1, 2, 3, 0]]))
case("prod.zeros", lambda x: jax.grad(fun("x", lambda x: jnp.sum(jnp.prod(x, axis=1))))(x), x=A(3, 3, values=[[1, 0, 2], [0, 0, 3], [1, 2, 3]]))
case("var.ddof", lambda x: (jnp.var(x, ddof=1), jnp.std(x, axis=0, ddof=2, keepdims=True), jnp.var(x, axis=1, correction=1), jnp.nanvar(x, ddof=1), x.var(axis=-1), x.std(), jnp.var(x, axis=0, mean=jnp.mean(x, axis=0, keepdims=True))), "sums", x=A(4, 5))
case("argmax", lambda x, i, b: (jnp.argmax(x), jnp.argmin(x), jnp.argmax(x, axis=0), jnp.argmin(x, axis=-1, keepdims=True), jnp.argmax(i), jnp.argmax(b), lax.argmax(x, 1, dtype("int32")), lax.argmin(x, 0, dtype("uint8")), jnp.argmax(x, axis=2)), "exact", jitter=False, x=A(2, 3, 4), i=A(4, values=[1, 5, 5, 2], dtype="uint16"), b=A(3, values=[False, True, True], dtype="bool"))
case("argmax.nan", lambda x: (jnp.argmax(x), jnp.argmin(x, axis=0), jnp.nanargmax(x), jnp.nanargmin(x, axis=0), jnp.nanargmin(x, axis=1, keepdims=True), jnp.nanargmax(x, axis=-1)), "exact", jitter=False, x=A(2, 3, values=[[1, NAN, 2], [NAN, -1, INF]]))
case("median.even_odd", lambda x: (jnp.median(x), jnp.median(x, axis=0), jnp.median(x, axis=(0, 1), keepdims=True), jnp.median(x[:, :2], axis=1), jnp.nanmedian(x)), x=A(3, 5))
METHODS = ["linear", "lower", "higher", "midpoint", "nearest"]
for m in METHODS: case(f"quantile.{m}", lambda x, q, m=m: (jnp.quantile(x, q, method=m), jnp.quantile(x, 0.3, axis=0, method=m), jnp.percentile(x, 65, axis=1, keepdims=True, method=m), jnp.nanquantile(x, q, axis=1, method=m), jnp.nanpercentile(x, 10, method=m)), x=A(3, 4), q=A(2, values=[0.1, 0.75]))
case("quantile.nan", lambda x: (jnp.quantile(x, 0.5, axis=1), jnp.nanquantile(x, 0.5, axis=1), jnp.percentile(x[0], 25), jnp.nanpercentile(x, 25, axis=0)), jitter=False, x=A(2, 4, values=[[1, 2, NAN, 4], [3, 1, 0, 7]]))
case("quantile.weights", lambda x, w: (jnp.quantile(x, 0.4, weights=w, method="inverted_cdf"), jnp.percentile(x, 70, axis=0, weights=w, method="inverted_cdf")), jitter=False, x=A(5), w=A(5, values=[1, 2, 1, 3, 1]))
case("quantile.derivative", lambda x: jax.grad(fun("x", lambda x: jnp.quantile(x, 0.3) + jnp.median(x)))(x), x=A(6))
case("average", lambda x, w, v: (jnp.average(x), jnp.average(x, axis=1, weights=w), jnp.average(x, axis=0, weights=v, returned=True), jnp.average(x, axis=1, weights=w, keepdims=True)), x=A(3, 4), w=A(4, lo=0.2, hi=2), v=A(3, 4, lo=0.2, hi=2))
case("cov", lambda x, y, w: (jnp.cov(x), jnp.cov(x, rowvar=False), jnp.cov(x[0], y), jnp.cov(x, bias=True), jnp.cov(x, ddof=0), jnp.cov(x, aweights=w), jnp.corrcoef(x), jnp.corrcoef(x, rowvar=False), jnp.cov(x, fweights=jnp.array([1, 2, 3, 1, 2]))), "linalg", x=A(3, 5), y=A(5), w=A(5, lo=0.3, hi=2))
for name in ["sum", "prod", "max", "min", "logsumexp"]:
  f = getattr(lax, "cum" + name)
  case(f"lax.cum{name}", lambda x, e, f=f: (f(x), f(x, axis=1), f(x, axis=2, reverse=True), f(e, axis=0)), "sums", x=A(3, 2, 5), e=A(0, 2))
  case(f"lax.cum{name}.derivatives", lambda x, f=f: derivatives(lambda x: f(x, axis=1), x), "linalg", x=A(2, 5))
  case(f"lax.cum{name}.reverse_derivatives", lambda x, f=f: derivatives(lambda x: f(x, reverse=True), x), "linalg", x=A(5))
  case(f"lax.cum{name}.vmap", lambda x, f=f: jax.vmap(fun("x", lambda x: f(x, axis=1)), in_axes=1, out_axes=2)(x), "sums", x=A(3, 2, 4))
  case(f"lax.cum{name}.edges", lambda x, f=f: (f(x), f(x, reverse=True)), "sums", jitter=False, x=A(8, values=[1, -INF, 2, INF, 0.5, NAN, 1, 2]))
  if name != "logsumexp": case(f"lax.cum{name}.dtypes", lambda f=f, **xs: tuple(f(x) for x in xs.values()), "exact", jitter=False, **{d: ints(d, 6) for d in INTS})
  for half in ("float16", "bfloat16"): case(f"lax.cum{name}.{half}", lambda x, f=f: f(x), "float16_steps" if half == "float16" else half, jitter=False, x=A(4, dtype=half))
for name in ["cumsum", "cumprod", "nancumsum", "nancumprod"]:
  f = getattr(jnp, name)
  case(f"{name}", lambda x, i, b, f=f: (f(x), f(x, axis=0), f(x, axis=-1), f(i), f(b), f(i, dtype=dtype("float32"))), "sums", jitter=False, x=A(2, 3, values=[[1, 2, NAN], [0.5, -3, 2]]) if name[0] == "n" else A(2, 3), i=ints("int8", 5), b=A(4, dtype="bool"))
case("cumulative", lambda x, i: (jnp.cumulative_sum(x), jnp.cumulative_sum(x, include_initial=True), jnp.cumulative_prod(x, include_initial=True), jnp.cumulative_sum(i, dtype=dtype("int32")), jnp.cumulative_sum(i[None], axis=1, include_initial=True)), "sums", x=A(5), i=ints("int16", 4))
case("cumprod.zeros", lambda x: (jax.grad(fun("x", lambda x: jnp.sum(jnp.cumprod(x))))(x), jax.jacfwd(jnp.cumprod)(x)), x=A(5, values=[2, 0, 3, 0, 1]))
for name, kinds in {"reduce_sum": FLOATS + INTS, "reduce_prod": FLOATS + INTS, "reduce_max": FLOATS + INTS, "reduce_min": FLOATS + INTS, "reduce_and": ["bool"] + INTS, "reduce_or": ["bool"] + INTS, "reduce_xor": ["bool"] + INTS}.items():
  case(f"lax.{name}", lambda f=getattr(lax, name), **xs: tuple(f(x, (1,)) for x in xs.values()), "bfloat16" if "float32" in kinds else "exact", jitter=False, **{d: drawn(d, 2, 3) for d in kinds})
ADD, MUL = fun("a b", lambda a, b: a + b), fun("a b", lambda a, b: a * b)
case("lax.reduce", lambda x, i: (lax.reduce(x, 0.0, lax.add, (0,)), lax.reduce(x, -INF, lax.max, (0, 1)), lax.reduce(x, 1.0, MUL, (1,)), lax.reduce(i, 0, lax.bitwise_or, (0,)), lax.reduce((x, x), (0.0, -INF), fun("a b", lambda a, b: (a[0] + b[0], jnp.maximum(a[1], b[1]))), (1,)), lax.reduce(x, 0.0, fun("a b", lambda a, b: jnp.logaddexp(a, b)), (0,))), "sums", x=A(3, 4), i=ints("int32", 5))
case("scipy_style.logsumexp", lambda x, b: (jnn.logsumexp(x), jnn.logsumexp(x, axis=1), jnn.logsumexp(x, axis=0, b=b), jnn.logsumexp(x, axis=1, keepdims=True), jnn.logsumexp(x, axis=0, b=b, return_sign=True), jnn.logmeanexp(x, axis=0), jnn.logsumexp(x, where=x > 0), jnn.logmeanexp(x)), x=A(3, 4), b=A(3, 4))
case("logsumexp.edges", lambda x: (jnn.logsumexp(x, axis=1), jax.grad(fun("x", lambda x: jnn.logsumexp(x)))(x[0]), jnn.softmax(x, axis=1), jnn.log_softmax(x, axis=1)), jitter=False, x=A(4, 3, values=[[1, -INF, 2], [-INF, -INF, -INF], [INF, 0, 1], [NAN, 0, 1]]))
case("trapezoid", lambda y, x: (jnp.trapezoid(y), jnp.trapezoid(y, x), jnp.trapezoid(y, dx=0.5, axis=0), jnp.trapezoid(y, x[:3, None], axis=0)), "sums", y=A(3, 4), x=A(4, sort=True))
case("diff", lambda x, i, b: (jnp.diff(x), jnp.diff(x, n=2, axis=0), jnp.diff(x, prepend=0.0), jnp.diff(x, append=x[:, :2]), jnp.diff(i), jnp.diff(b), jnp.ediff1d(x), jnp.ediff1d(i, to_begin=7, to_end=jnp.array([1, 2])), jnp.diff(x, n=0), jnp.diff(i, n=6)), x=A(3, 4), i=ints("uint8", 5), b=A(4, dtype="bool"))
case("gradient", lambda x, c: (jnp.gradient(x[0]), jnp.gradient(x), jnp.gradient(x, 0.5), jnp.gradient(x, axis=1), jnp.gradient(x, 2.0, 3.0), jnp.gradient(x, c, axis=1)), x=A(3, 4), c=A(4, sort=True))
case("histogram", lambda x, w: (jnp.histogram(x), jnp.histogram(x, bins=4, range=(-1.0, 1.0)), jnp.histogram(x, bins=jnp.array([-2.0, -0.5, 0.5, 2.0])), jnp.histogram(x, bins=3, density=True), jnp.histogram(x, bins=3, weights=w), jnp.histogram_bin_edges(x, bins=5)), jitter=False, x=A(20), w=A(20, lo=0.1, hi=1))
case("histogram.more", lambda x, y: (jnp.histogram2d(x, y, bins=3), jnp.histogram2d(x, y, bins=(2, 3), range=[[-1.0, 1.0], [-2.0, 2.0]]), jnp.histogramdd(jnp.stack([x, y], axis=1), bins=3), jnp.histogram2d(x, y, bins=2, density=True)), jitter=False, x=A(15), y=A(15))
case("bincount", lambda i, w: (jnp.bincount(i), jnp.bincount(i, minlength=9), jnp.bincount(i, weights=w), jnp.bincount(i, length=3), jnp.bincount(i, weights=w, length=12)), jitter=False, i=A(10, ints=(0, 6), dtype="int32"), w=A(10))
case("segments", lambda x, i, s: (jax.ops.segment_sum(x, s, 4), jax.ops.segment_prod(x, s, num_segments=4), jax.ops.segment_max(x, s, num_segments=4), jax.ops.segment_min(i, s, num_segments=5), jax.ops.segment_max(i, s, num_segments=5), jax.ops.segment_sum(x, s)), x=A(6, 2), i=ints("int32", 6), s=A(6, values=[0, 2, 2, -1, 1, 3], dtype="int32"))
case("closeness", lambda x, y: (jnp.isclose(x, y), jnp.isclose(x, y, rtol=0.1), jnp.isclose(x, y, equal_nan=True), jnp.allclose(x[:2], y[:2], atol=0.5), jnp.array_equal(x, x), jnp.array_equal(x, x, equal_nan=True), jnp.array_equal(x, y[:2]), jnp.array_equiv(x, x[None])), "exact", jitter=False, x=A(6, values=[1, 2, NAN, INF, -INF, 0]), y=A(6, values=[1.000001, 2.1, NAN, INF, INF, 1e-9]))
case("rank5", lambda x: (jnp.sum(x, axis=(0, 2, -1)), jnp.max(x, axis=(1, 3), keepdims=True), jnp.mean(x, axis=4), jnp.cumsum(x, axis=3), jnp.argmax(x, axis=2), jnp.prod(x, axis=(0, 1, 2, 3, 4))), "linalg", x=A(2, 3, 2, 2, 3))
case("methods", lambda x: (x.sum(), x.mean(axis=0), x.max(axis=1, keepdims=True), x.min(), x.prod(axis=-1), x.any(), x.all(axis=0), x.cumsum(axis=1), x.cumprod(axis=0), x.argmax(axis=1), x.argmin(), x.ptp(axis=0), x.std(axis=1), x.var()), "sums", x=A(3, 4))
case("large", lambda x: (jnp.sum(x), jnp.mean(x, axis=0), jnp.var(x, axis=1)[:5], jnp.cumsum(x[0]), jnp.max(x), jnn.logsumexp(x, axis=1)[-4:]), "linalg", jitter=False, x=A(40, 50))
case("large.float16", lambda h: (jnp.sum(h), jnp.mean(h), jnp.sum(h, axis=1)[:4], jnp.var(h)), "bfloat16", jitter=False, h=A(30, 40, lo=0.0, hi=1.0, dtype="float16"))

if __name__ == "__main__": main(__file__)
