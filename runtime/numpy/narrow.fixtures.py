"""Writes narrow.fixtures.json: what jax.numpy and jax.lax give for dtypes of 8 and 16 bits. Run with a Python that has jax.

A case is [name, operands, expected, text]: the call by our name, arrays as {dtype, data}, and how JAX prints the result.
"""
import itertools
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

floats = {
    d: jnp.asarray([0.1, -2.5, 1000.5, 3e-6, 65519.0, 70000.0, float("inf"), float("nan"), -0.0, 1.0009766], d)
    for d in ("float16", "bfloat16")
}
ints = {d: jnp.asarray([0, 1, 100, -128, 127, -1, -77], d) for d in ("int8", "int16")}
uints = {d: jnp.asarray([0, 1, 100, 128, 255, 7, 200], d) for d in ("uint8", "uint16")}
cases = []


def number(v):
    if isinstance(v, (bool, int)):
        return v
    return "nan" if np.isnan(v) else "inf" if v == np.inf else "-inf" if v == -np.inf else v


def encode(x):
    if not isinstance(x, jax.Array):
        return x
    data = np.asarray(x.astype("float32") if "float" in x.dtype.name else x).ravel().tolist()
    return {"dtype": x.dtype.name, "weak": x.weak_type, "data": [number(v) for v in data]}


def case(name, expected, *operands):
    cases.append([name, [encode(x) for x in operands], encode(expected), repr(expected)])


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


for x in floats.values():
    for name in ("negative", "abs", "sqrt", "square", "floor", "round", "tanh", "sign", "isfinite"):
        case(camel(name), getattr(jnp, name)(x), x)
    for name in ("add", "subtract", "multiply", "maximum", "minimum", "divide"):
        case(name, getattr(jnp, name)(x, x[::-1]), x, x[::-1])
        case(name, getattr(jnp, name)(x, 0.3), x, 0.3)
    some = x[:4]
    for name in ("sum", "mean", "max", "prod", "var"):
        case(name, getattr(jnp, name)(some), some)
    case("dot", jnp.dot(some, some), some, some)
for x in (*ints.values(), *uints.values()):
    y = x[::-1]
    for name in ("add", "subtract", "multiply", "maximum", "bitwise_and", "bitwise_or", "bitwise_xor"):
        case(camel(name), getattr(jnp, name)(x, y), x, y)
    small = jnp.asarray([0, 1, 2, 3, 7, 5, 4], x.dtype)
    for name in ("left_shift", "right_shift"):
        case(camel(name), getattr(jnp, name)(x, small), x, small)
    nonzero = jnp.asarray([1, 3, 7, 5, 2, 9, 11], x.dtype)
    for name in ("floor_divide", "remainder", "divide"):
        case(camel(name), getattr(jnp, name)(x, nonzero), x, nonzero)
    for name in ("bitwise_not", "abs", "sum", "max", "min", "prod", "mean", "sin"):
        case(camel(name), getattr(jnp, name)(x), x)
everything = {**floats, **ints, **uints, "float32": jnp.asarray([0.1, -2.5, 300.7, -300.2, 7e4, float("nan")]),
              "int32": jnp.asarray([300, -300, 70000, 5]), "bool": jnp.asarray([True, False])}
for x, dtype in itertools.product(everything.values(), everything):
    case("astype", x.astype(dtype), x, dtype)
for x, y in itertools.product(everything.values(), repeat=2):
    case("add", jnp.add(x[:2], y[:2]), x[:2], y[:2])
for dtype, target in (("float16", "uint16"), ("bfloat16", "int16"), ("int8", "uint8")):
    x = everything[dtype]
    back = jax.lax.bitcast_convert_type(x, target)
    case("bitcast", back, x, target)
    case("bitcast", jax.lax.bitcast_convert_type(back, dtype), back, dtype)

out = pathlib.Path(__file__).with_name("narrow.fixtures.json")
out.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
print(len(cases))
