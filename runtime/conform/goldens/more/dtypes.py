#!/usr/bin/env python3
"""The lattice of dtypes, weak types, conversions, and arithmetic of integers at the ends of their ranges. See builder.py."""
from builder import *

ALL = ["bool", *INTS, "float16", "bfloat16", "float32"]
SCALARS = ["bool*", "int*", "float*"]
promote = promotions("promotion", "ops")
every = [[a, b] for a in ALL + SCALARS for b in ALL + SCALARS if not (a in SCALARS and b in SCALARS)]
# a pair of each kind, for functions that promote as others do
some = [["int8", "uint8"], ["uint16", "int16"], ["uint32", "int8"], ["int32", "uint32"], ["int16", "float16"], ["float16", "bfloat16"], ["bfloat16", "float32"], ["uint8", "bfloat16"],
        ["int8", "float*"], ["float16", "int*"], ["bfloat16", "float*"], ["uint8", "int*"], ["int32", "float32"], ["int*", "uint16"], ["float*", "int16"], ["float16", "float16"], ["int16", "int16"]]
integers = [[a, b] for a, b in some if "float" not in a + b] + [["uint8", "uint8"], ["int32", "int*"], ["uint32", "int*"]]
for n in ("add", "multiply"): promote(f"jax.numpy.{n}", every)
for n in ("maximum", "minimum", "fmax", "fmin", "subtract", "floor_divide", "mod", "divide", "true_divide", "arctan2", "hypot", "logaddexp", "copysign", "float_power", "remainder", "fmod", "heaviside"): promote(f"jax.numpy.{n}", some)
for n in ("power",): promote(f"jax.numpy.{n}", [p for p in some if "float" in p[0] + p[1]])
for n in ("bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift", "gcd", "lcm"): promote(f"jax.numpy.{n}", integers)
promote("jax.numpy.dot", [[a, b] for a, b in some if "*" not in a + b])

case = cases("dtypes", "ops")
def exact(id, body, **inputs): case(id, body, "exact", False, **inputs)
for d in INTS:
  E_, lo = edges(d), RANGE[d][0]
  x = A(8, values=E_, dtype=d)
  near = A(8, values=[E_[-1], 1, 2, 3, 1, E_[0], E_[0] if lo else 5, 7] if lo == 0 else [-1, 1, 2, -3, 5, E_[0], 3, E_[-1]], dtype=d)
  nonzero = A(8, values=[1, 2, 3, 7, 1, 2, 5, 3] if lo == 0 else [-1, 1, 2, -3, 5, -2, 3, -7], dtype=d)
  exact(f"{d}.arithmetic", lambda x, y: (x + y, x - y, x * y, -x, jnp.abs(x), jnp.sign(x), jnp.square(x), x + 1, 1 - x, x * 3, jnp.maximum(x, y), jnp.minimum(x, y)), x=x, y=near)
  exact(f"{d}.division", lambda x, y: (x // y, x % y, jnp.fmod(x, y), jnp.divmod(x, y), lax.div(x, y), lax.rem(x, y), x // 3, x % 5, 100 // y, 7 % y), x=x, y=nonzero)
  exact(f"{d}.division_by_zero", lambda x: (x // 0, x % 0, lax.div(x, jnp.zeros_like(x)), lax.rem(x, jnp.zeros_like(x)), jnp.floor_divide(x, jnp.zeros_like(x)), jnp.fmod(x, jnp.zeros_like(x))), x=x)
  exact(f"{d}.bits", lambda x, y: (x & y, x | y, x ^ y, ~x, jnp.bitwise_count(x), jnp.bitwise_not(x), jnp.bitwise_invert(x), jnp.invert(x), lax.population_count(x), lax.clz(x), lax.bitwise_and(x, y), lax.bitwise_or(x, y), lax.bitwise_xor(x, y), lax.bitwise_not(x)), x=x, y=near)
  shifts = A(8, values=[0, 1, 3, 7, 8, 15, 16, 31], dtype=d)
  exact(f"{d}.shifts", lambda x, s: (x << s, x >> s, jnp.left_shift(x, s), jnp.right_shift(x, s), lax.shift_left(x, s), lax.shift_right_arithmetic(x, s), lax.shift_right_logical(x, s), x << 1, x >> 2, jnp.bitwise_left_shift(x, s), jnp.bitwise_right_shift(x, s)), x=x, s=shifts)
  exact(f"{d}.shifts_out_of_range", lambda x, s: (lax.shift_left(x, s), lax.shift_right_arithmetic(x, s), lax.shift_right_logical(x, s), x << s, x >> s), x=x, s=A(8, values=[8, 9, 16, 17, 32, 33, 40, 100] if lo == 0 else [8, 9, 16, 17, 32, 33, -1, -8], dtype=d))
  exact(f"{d}.conversions", lambda x: tuple(x.astype(dtype(o)) for o in ALL), x=x)
  exact(f"{d}.powers", lambda x: (x ** 2, x ** 3, jnp.power(x, 0), x ** jnp.full_like(x, 3), lax.integer_pow(x, 5)), x=x)
  exact(f"{d}.compare", lambda x, y: (x < y, x <= y, x > y, x >= y, x == y, x != y, lax.max(x, y), lax.min(x, y), jnp.clip(x, 1, 5)), x=x, y=near)
  exact(f"{d}.scalars_wrap", lambda x: (x + 300, x - 300, x * 257, x + 70000, jnp.where(x > 1, x, -1), x == -1, x < 300, jnp.full_like(x, -1), x.at[0].set(-1), x.at[1].add(300)), x=x)
  exact(f"{d}.iinfo", lambda: (jnp.iinfo(dtype(d)).max, jnp.iinfo(dtype(d)).min, jnp.iinfo(dtype(d)).bits))
  if d in ("int32", "uint32"): exact(f"{d}.mulhi", lambda x, y: lax.mulhi(x, y), x=x, y=near)
  case(f"{d}.floats", lambda x: (x / 3, x * 0.5, x + 2.5, jnp.sqrt(jnp.abs(x)), jnp.mean(x), jnp.true_divide(x, 7), jnp.exp(x / 1e9 if d in ("int32", "uint32") else x / 1e4), jnp.log1p(jnp.abs(x))), "math", False, x=A(6, values=[0, 1, 7, 100, 120, 3], dtype=d))
FLOATY = [0.0, -0.0, 0.5, 1.5, -1.5, 2.5, 127.9, -128.9, 255.5, 3.99]
for d in FLOATS:
  exact(f"{d}.conversions", lambda x: tuple(x.astype(dtype(o)) for o in ALL if o not in ("uint8", "uint16", "uint32", "int8")), x=A(len(FLOATY), values=FLOATY, dtype=d))
  exact(f"{d}.to_small", lambda x: tuple(x.astype(dtype(o)) for o in ("uint8", "int8", "uint16", "uint32")), x=A(5, values=[0, 1.5, 2.75, 100, 3.99], dtype=d))
  exact(f"{d}.saturating", lambda x: tuple(x.astype(dtype(o)) for o in INTS), x=A(7, values=[INF, -INF, NAN, 1e5 if d != "float16" else 65000, -1e5 if d != "float16" else -65000, 300, -300], dtype=d))
  case(f"{d}.finfo", lambda: (jnp.finfo(dtype(d)).max, jnp.finfo(dtype(d)).eps, jnp.finfo(dtype(d)).tiny, jnp.finfo(dtype(d)).bits, jnp.finfo(dtype(d)).min), "elementwise", False)
  exact(f"{d}.bitcast", lambda x: (lax.bitcast_convert_type(x, dtype("uint16" if d != "float32" else "uint32")), lax.bitcast_convert_type(x, dtype("int16" if d != "float32" else "int32"))), x=A(len(FLOATY), values=FLOATY, dtype=d))
  exact(f"{d}.nextafter", lambda x: (jnp.nextafter(x, jnp.full_like(x, INF)), jnp.nextafter(x, jnp.full_like(x, -INF)), jnp.signbit(x), jnp.copysign(x, -x), jnp.spacing(x)), x=A(5, values=[1, -1, 0.5, 3, 100], dtype=d))
  tol = d if d != "float32" else "math"
  case(f"{d}.arithmetic", lambda x, y: (x + y, x - y, x * y, x / y, -x, x + 1, 2.5 * x, x ** 2, x // y, x % y, jnp.maximum(x, 0.1), jnp.sqrt(y), jnp.exp(x), x + 1e-3), tol, False, x=A(3, 4, dtype=d), y=A(4, lo=0.5, hi=2, dtype=d))
  case(f"{d}.overflow", lambda x: (x * x, x + x, x * -3.0, jnp.exp(x), jnp.square(x) - jnp.square(x), x / 0.0, 1 / (x * 0), jnp.sum(x), jnp.isfinite(x * x)), tol, False, x=A(3, values=[60000.0, 1e4, 65504.0] if d == "float16" else [3e38, 1e38, 1e30], dtype=d))
  case(f"{d}.grad", lambda x: (jax.grad(fun("x", lambda x: jnp.sum(jnp.tanh(x) * x)))(x), jax.jvp(jnp.sin, (x,), (x,)), jax.grad(fun("x", lambda x: jnp.sum(x.astype(dtype("float32")) ** 2)))(x), jax.value_and_grad(fun("x", lambda x: jnp.mean(jnp.exp(x))))(x)), tol, False, x=A(4, dtype=d))
exact("bitcast.widths", lambda x, b, i: (lax.bitcast_convert_type(x, dtype("uint8")), lax.bitcast_convert_type(b, dtype("uint32")), lax.bitcast_convert_type(i, dtype("int8")), lax.bitcast_convert_type(x, dtype("uint16")), x.view(dtype("int32")), i.view(dtype("uint8")), b.view(dtype("uint16"))), x=A(2, values=[1.5, -2.25]), b=A(2, 4, values=[[1, 2, 3, 4], [255, 0, 128, 7]], dtype="uint8"), i=A(2, values=[-2, 300], dtype="int16"))
W = lambda f: f
exact("weak.results", lambda x, i: tuple(e.weak_type for e in (jnp.asarray(1), jnp.asarray(1.5), x * 2, jnp.sin(1.0), jnp.add(1, 2), jnp.where(True, 1, 2), jnp.where(x > 0, 1.0, 2.0), jnp.sum(jnp.asarray(1.0)), i + 1, jnp.asarray(1) * jnp.asarray(2.5), jnp.full((2,), 1.5), jnp.full_like(x, 1), jnp.zeros((2,)), jnp.arange(3), jnp.array(2.0), jnp.array([1, 2]), jnp.abs(-1), jnp.maximum(1, 2.5), jnp.exp2(3), jnp.asarray(2.5).reshape(1), jnp.broadcast_to(1.5, (2,)), jnp.stack([jnp.asarray(1.5), jnp.asarray(2.5)]), jnp.clip(1.5, 0, 1), jnp.square(3), jnp.sqrt(3), jnp.sign(2.5), jnp.linspace(0.0, 1.0, 3))), x=A(2), i=ints("int8", 2))
exact("weak.chains", lambda i, h: ((i + 1.5).dtype, (i * 2).dtype, (h * 2.5).dtype, (h + jnp.asarray(1.5)).dtype, (h + jnp.float32(1.5)).dtype, (i + jnp.asarray(1)).dtype, (i / 2).dtype, (jnp.asarray(1) + jnp.asarray(1.5)).dtype, jnp.where(i > 0, h, 1).dtype, jnp.where(i > 0, i, 2.5).dtype, jnp.concatenate([i, h]).dtype, jnp.stack([i, i.astype(dtype("uint8"))]).dtype, jnp.result_type(1, 2.5), jnp.result_type(i, 2.5), jnp.result_type(h, 1), jnp.result_type(dtype("uint8"), dtype("int8")), jnp.promote_types(dtype("float16"), dtype("bfloat16"))), i=ints("int8", 2), h=A(2, dtype="float16"))
exact("tests", lambda x, i: (jnp.issubdtype(dtype("int8"), jnp.integer), jnp.issubdtype(dtype("bfloat16"), jnp.floating), jnp.issubdtype(dtype("bool"), jnp.number), jnp.issubdtype(dtype("uint8"), jnp.unsignedinteger), jnp.issubdtype(dtype("int8"), jnp.unsignedinteger), jnp.isdtype(dtype("float16"), "real floating"), jnp.isdtype(dtype("bool"), "bool"), jnp.can_cast(dtype("int8"), dtype("float32")), jnp.can_cast(dtype("float32"), dtype("int32")), jnp.can_cast(dtype("uint8"), dtype("int8")), jnp.can_cast(dtype("int32"), dtype("int8"), casting="unsafe"), jnp.can_cast(dtype("int32"), dtype("int8"), casting="same_kind")), x=A(2), i=ints("int8", 2))
bad = failing("dtypes", "ops")
bad("subtract_bools", lambda b: b - b, b=A(2, values=[True, False], dtype="bool"))
bad("bitwise_floats", lambda x: x & x, x=A(2))
bad("shift_floats", lambda x: x << 1, x=A(2))
bad("negative_bool", lambda b: -b, b=A(2, values=[True, False], dtype="bool"))
bad("uint8_from_minus_one", lambda: jnp.array(-1, dtype=dtype("uint8")))
bad("int8_from_300", lambda: jnp.array([300], dtype=dtype("int8")))
bad("negative_integer_power", lambda i: i ** -1, i=ints("int32", 2))
bad("grad_of_integer", lambda i: jax.grad(fun("i", lambda i: jnp.sum(i * 1.0)))(i), i=ints("int32", 2))
bad("lax_does_not_promote", lambda x, h: lax.add(x, h), x=A(2), h=A(2, dtype="float16"))
bad("lax_does_not_broadcast", lambda x, y: lax.add(x, y), x=A(2, 2), y=A(1, 2))
bad("clz_float", lambda x: lax.clz(x), x=A(2))
bad("add_shapes", lambda x, y: x + y, x=A(2, 3), y=A(4))

if __name__ == "__main__": main(__file__)
