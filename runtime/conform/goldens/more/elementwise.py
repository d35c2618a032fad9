#!/usr/bin/env python3
"""Functions of one and two numbers: values, edges, every dtype, derivatives, broadcasting. See builder.py."""
from builder import *

case = cases("elementwise", "ops")
EDGES = [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 0.5, -2.5, 1e-30, 3e7]

# name: a range where the function is smooth, and its values for half precision
UNARY = {
  "jnp": {
    "abs": (0.2, 3), "absolute": (-3, -0.2), "acos": (-0.8, 0.8), "acosh": (1.3, 4), "arccos": (-0.8, 0.8), "arccosh": (1.3, 4), "arcsin": (-0.8, 0.8), "arcsinh": (-4, 4),
    "arctan": (-4, 4), "arctanh": (-0.8, 0.8), "asin": (-0.8, 0.8), "asinh": (-4, 4), "atan": (-4, 4), "atanh": (-0.8, 0.8), "cbrt": (0.2, 8), "ceil": (0.1, 0.9),
    "conj": (-3, 3), "conjugate": (-3, 3), "cos": (-4, 4), "cosh": (-3, 3), "deg2rad": (-90, 90), "degrees": (-3, 3), "exp": (-3, 3), "exp2": (-3, 3), "expm1": (-3, 3), "fabs": (0.2, 3), "floor": (0.1, 0.9),
    "i0": (0.1, 3), "log": (0.2, 8), "log10": (0.2, 8), "log1p": (-0.7, 4), "log2": (0.2, 8), "nan_to_num": (-3, 3), "negative": (-3, 3), "positive": (-3, 3), "rad2deg": (-3, 3), "radians": (-90, 90), "real": (-3, 3),
    "reciprocal": (0.3, 3), "rint": (0.1, 0.4), "round": (0.6, 0.9), "sign": (0.2, 3), "sin": (-4, 4), "sinc": (0.1, 2), "sinh": (-3, 3), "sqrt": (0.2, 8), "square": (-3, 3), "tan": (-1.2, 1.2), "tanh": (-3, 3), "trunc": (0.1, 0.9)},
  "lax": {
    "acos": (-0.8, 0.8), "acosh": (1.3, 4), "asin": (-0.8, 0.8), "asinh": (-4, 4), "atan": (-4, 4), "atanh": (-0.8, 0.8), "abs": (0.2, 3), "bessel_i0e": (0.2, 4), "bessel_i1e": (0.2, 4), "cbrt": (0.2, 8), "ceil": (0.1, 0.9),
    "cos": (-4, 4), "cosh": (-3, 3), "digamma": (0.4, 6), "erf": (-2, 2), "erf_inv": (-0.8, 0.8), "erfc": (-2, 2), "exp": (-3, 3), "exp2": (-3, 3), "expm1": (-3, 3), "floor": (0.1, 0.9), "lgamma": (0.4, 6), "log": (0.2, 8),
    "log1p": (-0.7, 4), "logistic": (-4, 4), "neg": (-3, 3), "reciprocal": (0.3, 3), "round": (0.1, 0.4), "rsqrt": (0.2, 8), "sign": (0.2, 3), "sin": (-4, 4), "sinh": (-3, 3), "sqrt": (0.2, 8), "square": (-3, 3), "tan": (-1.2, 1.2), "tanh": (-3, 3)},
}
LIBRARIES = {"jnp": jnp, "lax": lax}
for library, table in UNARY.items():
  for name, (lo, hi) in table.items():
    f = getattr(LIBRARIES[library], name)
    case(f"{library}.{name}.derivatives", lambda x, s, f=f: (*derivatives(f, x), jax.vmap(jax.grad(f))(x.ravel()), f(s)), x=A(2, 3, lo=lo, hi=hi), s=A(lo=lo, hi=hi))
    case(f"{library}.{name}.edges", lambda x, e, f=f: (f(x), jnp.signbit(f(x)) & (f(x) == f(x)), f(e)), jitter=False, x=A(len(EDGES), values=EDGES), e=A(2, 0, 3))
    for half in ("float16", "bfloat16"): case(f"{library}.{name}.{half}", lambda x, f=f: f(x), half, jitter=False, x=A(3, 2, lo=lo, hi=hi, dtype=half))
    if library == "jnp": case(f"jnp.{name}.of_integers", lambda i, u, b, f=f: (f(i), f(u), f(b)) if name not in ("negative", "positive", "sign", "round") else (f(i), f(u)), jitter=False,
                             i=A(4, values=[1, -3, 0, 9], dtype="int32"), u=A(3, values=[0, 1, 200], dtype="uint8"), b=A(2, values=[True, False], dtype="bool"))

TESTS = ["isfinite", "isinf", "isnan", "isneginf", "isposinf", "signbit", "isreal", "iscomplex", "logical_not", "frexp", "modf", "spacing"]
for name in TESTS:
  f = getattr(jnp, name)
  case(f"tests.{name}", lambda x, h, b, i, f=f: (f(x), f(h), f(b), *((f(i),) if name != "spacing" else ())), "exact", jitter=False,
       x=A(12, values=[*EDGES, -7.25]), h=A(5, values=[1.5, INF, NAN, -0.0, 65504], dtype="float16"), b=A(3, values=[NAN, -INF, 3], dtype="bfloat16"), i=A(2, values=[-3, 0], dtype="int32"))
for name in ("is_finite", "floor", "ceil", "round", "sign", "abs"): case(f"tests.lax.{name}", lambda x, h, f=getattr(lax, name): (f(x), f(h)), "exact", jitter=False, x=A(14, values=[*EDGES, 0.5, 1.5, 2.5]), h=A(4, values=[-0.5, 2.5, INF, NAN], dtype="float16"))
case("round.decimals", lambda x, i: (jnp.round(x, 2), jnp.around(x, decimals=1), jnp.round(x, -1), x.round(1), lax.round(x, 1)), x=A(3, 4, lo=-50, hi=50), i=A(4, values=[15, -25, 37, 5], dtype="int32"))
case("nan_to_num.options", lambda x, h: (jnp.nan_to_num(x, nan=1.0, posinf=2.0, neginf=-3.0), jnp.nan_to_num(x, nan=7), jnp.nan_to_num(h)), "exact", jitter=False, x=A(5, values=[NAN, INF, -INF, 2, -0.0]), h=A(3, values=[INF, -INF, NAN], dtype="bfloat16"))
case("angle", lambda x, h: (jnp.angle(x), jnp.angle(x, deg=True), jnp.imag(x), jnp.angle(h)), "elementwise", jitter=False, x=A(4, values=[1, -1, 0, NAN]), h=A(2, values=[-2, 2], dtype="float16"))
case("polygamma_zeta", lambda x, q: (lax.polygamma(jnp.array([0.0, 1.0, 2.0, 3.0]), x), lax.zeta(x + 1.2, q), jax.vmap(jax.grad(lax.polygamma, argnums=1))(jnp.array([0.0, 1.0, 2.0, 3.0]), x)), "linalg", x=A(4, lo=0.5, hi=4), q=A(4, lo=0.5, hi=4))
case("igamma", lambda a, x: (lax.igamma(a, x), lax.igammac(a, x), lax.random_gamma_grad(a, x), lax.igamma_grad_a(a, x), jax.grad(fun("x", lambda x: jnp.sum(lax.igamma(a, x))))(x)), "linalg", a=A(6, lo=0.4, hi=5), x=A(6, lo=0.2, hi=6))
case("betainc", lambda a, b, x: (lax.betainc(a, b, x), jax.grad(fun("x", lambda x: jnp.sum(lax.betainc(a, b, x))))(x)), "linalg", a=A(6, lo=0.4, hi=5), b=A(6, lo=0.4, hi=5), x=A(6, lo=0.1, hi=0.9))

# Two operands: the ranges where the function is smooth
BINARY = {
  "jnp": {"add": None, "subtract": None, "multiply": None, "divide": "positive", "true_divide": "positive", "power": "positive", "pow": "positive", "float_power": "positive", "arctan2": "positive", "atan2": "positive", "hypot": "positive", "logaddexp": None, "logaddexp2": None,
          "maximum": None, "minimum": None, "fmax": None, "fmin": None, "mod": "positive", "remainder": "positive", "fmod": "positive", "floor_divide": "positive", "copysign": "positive", "nextafter": None, "heaviside": "positive"},
  "lax": {"add": None, "sub": None, "mul": None, "div": "positive", "pow": "positive", "atan2": "positive", "max": None, "min": None, "rem": "positive", "nextafter": None},
}
PAIRS = [(p, q) for p in (0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 2.5) for q in (0.0, -0.0, INF, -INF, NAN, -3.0)]
for library, table in BINARY.items():
  for name, smooth in table.items():
    f = getattr(LIBRARIES[library], name)
    p = dict(lo=0.3, hi=3) if smooth else {}
    smooth_enough = name not in ("nextafter", "heaviside", "floor_divide", "copysign")
    if library == "jnp":
      case(f"{library}.{name}.broadcast", lambda x, y, s, e, f=f: (f(x, y), f(x, s), f(s, y), f(e, y[0]), f(x, 2), f(1.5, y)), x=A(2, 1, 3, 1, **p), y=A(4, 3, 2, **p), s=A(**p), e=A(0, 1, 1, **p))
      case(f"{library}.{name}.integers", lambda i, j, u, b, f=f: (f(i, j), f(u, j), f(i, 2), *((f(b, b),) if name not in ("subtract",) else ())), jitter=False, i=A(5, values=[7, -7, 0, 9, -4], dtype="int32"), j=A(5, values=[3, 3, 5, -2, -1] if "pow" not in name else [3, 3, 5, 2, 1], dtype="int32"), u=A(5, values=[200, 3, 0, 9, 255], dtype="uint8"), b=A(2, values=[True, False], dtype="bool")) if name not in ("nextafter", "mod", "remainder", "fmod", "floor_divide") else None
    if smooth_enough: case(f"{library}.{name}.derivatives", lambda x, y, f=f: derivatives(f, x, y), x=A(2, 3, **p), y=A(2, 3, **p))
    case(f"{library}.{name}.edges", lambda x, y, f=f: (f(x, y), jnp.signbit(f(x, y)) & (f(x, y) == f(x, y))), jitter=False, x=A(len(PAIRS), values=[a for a, _ in PAIRS]), y=A(len(PAIRS), values=[b for _, b in PAIRS]))
    half_range = dict(lo=0.3, hi=3) if "logaddexp" in name else p
    for half in ("float16", "bfloat16"): case(f"{library}.{name}.{half}", lambda x, y, f=f: (f(x, y), *((f(x, 2.5), f(1, y)) if library == "jnp" else ())), half, jitter=False, x=A(3, 2, dtype=half, **half_range), y=A(3, 2, dtype=half, **half_range))
for name in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"):
  f = getattr(jnp, name)
  case(f"compare.{name}", lambda x, y, u, b, f=f: (f(x, y), f(u, -1), f(u, 3.5), f(u, y[0]), f(b, True), f(x.astype(dtype("float16")), y)), "exact", jitter=False, x=A(len(PAIRS), values=[a for a, _ in PAIRS]), y=A(len(PAIRS), values=[b for _, b in PAIRS]), u=A(4, values=[0, 3, 4, 255], dtype="uint8"), b=A(2, values=[True, False], dtype="bool"))
for name in ("eq", "ne", "lt", "le", "gt", "ge"): case(f"compare.lax.{name}", lambda x, y, u, f=getattr(lax, name): (f(x, y), f(u, u[::-1])), "exact", jitter=False, x=A(len(PAIRS), values=[a for a, _ in PAIRS]), y=A(len(PAIRS), values=[b for _, b in PAIRS]), u=A(4, values=[0, 3, 4000000000, 2**31], dtype="uint32"))
for name in ("logical_and", "logical_or", "logical_xor"): case(f"logical.{name}", lambda x, i, b, f=getattr(jnp, name): (f(x, i), f(b[:, None], b), f(x, True), f(i, 0)), "exact", jitter=False, x=A(3, values=[0, NAN, -0.0]), i=A(3, values=[0, 2, -1], dtype="int8"), b=A(2, values=[True, False], dtype="bool"))
case("ldexp", lambda x, i: (jnp.ldexp(x, i), jnp.frexp(x)), "exact", jitter=False, x=A(5, values=[1.5, -0.75, 0, INF, 3e30]), i=A(5, values=[3, -2, 4, 1, 40], dtype="int32"))
case("gcd_lcm", lambda a, b, c: (jnp.gcd(a, b), jnp.lcm(a, b), jnp.gcd(c, 12), jnp.lcm(c, 4)), "exact", jitter=False, a=A(5, values=[12, -18, 0, 7, 0], dtype="int32"), b=A(5, values=[8, 12, 5, -21, 0], dtype="int32"), c=A(3, values=[30, 7, 0], dtype="uint8"))
case("clip", lambda x, i: (jnp.clip(x, -0.5, 0.5), jnp.clip(x, min=0.1), jnp.clip(x, max=0.1), jnp.clip(i, 2, 5), jnp.clip(x, x[0], x[1]), x.clip(0.0, 1.0), lax.clamp(-0.2, x, 0.3), lax.clamp(x[0], x[1], x[2])), "exact", jitter=False, x=A(3, 4), i=ints("int32", 5))
case("clip.derivatives", lambda x: (jax.grad(fun("x", lambda x: jnp.sum(jnp.clip(x, -0.5, 0.5) ** 2)))(x), jax.grad(fun("x", lambda x: jnp.sum(lax.clamp(-0.2, x, 0.3) ** 2)))(x)), x=A(3, 4))
case("clip.nan", lambda x: (jnp.clip(x, -1, 1), jnp.clip(x, NAN, 1.0), lax.clamp(-1.0, x, 1.0), jnp.maximum(x, NAN), jnp.fmin(x, NAN)), "exact", jitter=False, x=A(4, values=[NAN, INF, -INF, 0.5]))
for n in (0, 1, 2, 3, -1, -2, 7): case(f"integer_pow.{n}", lambda x, i, n=n: (lax.integer_pow(x, n), jax.grad(fun("x", lambda x: jnp.sum(lax.integer_pow(x, n))))(x), x ** n, *((i ** n,) if n >= 0 else ())), x=A(5), i=ints("int16", 4))
case("where", lambda x, y, c: (jnp.where(c, x, y), jnp.where(c[0], 1, 2.5), jnp.where(c, x, 0), jnp.where(True, x, y[0]), lax.select(c, x, x), lax.select_n(c, x, -x)), "exact", jitter=False, x=A(2, 3), y=A(1, 3), c=A(2, 3, dtype="bool"))
case("where.gradient_is_masked", lambda x: jax.grad(fun("x", lambda x: jnp.sum(jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0))))(x), x=A(6))
case("select_n.many", lambda i, a, b, c: (lax.select_n(i, a, b, c), jnp.select([i == 0, i > 1], [a, b], 5.0), jnp.choose(i, [a, b, c]), jnp.piecewise(a, [a < 0, a >= 0], [-1.0, 1.0])), "exact", jitter=False, i=A(4, ints=(0, 3), dtype="int32"), a=A(4), b=A(4), c=A(4))
case("reduce_precision", lambda x: (lax.reduce_precision(x, 5, 10), lax.reduce_precision(x, 8, 7), lax.reduce_precision(x, 3, 2)), "exact", jitter=False, x=A(8, values=[1.2345, -0.0, 1e-6, 70000, INF, NAN, 3.14159, -2.71828]))
case("conversions.lax", lambda x: (lax.convert_element_type(x, dtype("int32")), lax.convert_element_type(x, dtype("bfloat16")), lax.convert_element_type(x, dtype("bool")), lax.bitcast_convert_type(x, dtype("int32")), lax.bitcast_convert_type(x, dtype("uint32"))), "exact", jitter=False, x=A(5, values=[1.75, -2.5, 0.0, 100.0, -0.0]))
case("denormals", lambda x: (jnp.isfinite(x), x == 0, jnp.signbit(x), jnp.abs(x) < 1), "exact", jitter=False, x=A(4, values=[1e-30, -1e-30, 1e-37, -1e-37]))

if __name__ == "__main__": main(__file__)
