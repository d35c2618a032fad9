"""Writes bitsAndFits.fixtures.json: what jax.numpy gives for bits, quantiles by weights, fits of polynomials and limits of dtypes.

A case is [name, arguments, options, results]. An argument is a number, a list, null, or {dtype, shape, data, weak}.
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

cases = []
rng = np.random.default_rng(5)


def encode(v):
    if isinstance(v, (jax.Array, np.ndarray)):
        v = jnp.asarray(v)
        data = ["nan" if x != x else x for x in np.asarray(v).ravel().tolist()]
        return {"dtype": v.dtype.name, "shape": list(v.shape), "weak": v.weak_type, "data": data}
    if isinstance(v, (list, tuple)):
        return [encode(x) for x in v]
    return v


def case(name, *args, **options):
    expected = getattr(jnp, name)(*args, **options)
    cases.append([name, encode(list(args)), encode_options(options), encode(expected)])


def encode_options(options):
    return {k: encode(v) for k, v in options.items()}


bits = jnp.asarray(rng.integers(0, 2, (3, 10)))
for options in [{}, {"axis": 0}, {"axis": -1}, {"axis": 1, "bitorder": "little"}]:
    case("packbits", bits, **options)
    case("packbits", bits.astype(bool), **options)
case("packbits", jnp.asarray([[-3, 0, 300]]))
octets = jnp.asarray(rng.integers(0, 256, (2, 3)), jnp.uint8)
for options in [{}, {"axis": 0}, {"axis": 1, "bitorder": "little"}, {"count": 5}, {"axis": 0, "count": 20}, {"axis": 1, "count": 7}]:
    case("unpackbits", octets, **options)

x = jnp.asarray(rng.integers(-8, 9, (3, 5)), jnp.float32)
holes = x.at[1, 2].set(jnp.nan)
w = jnp.asarray(rng.integers(0, 4, (3, 5)), jnp.float32)
parts = jnp.asarray([0, 0.25, 0.5, 1], jnp.float32)
for name in ["quantile", "nanquantile"]:
    for a in [x, holes]:
        for options in [{}, {"axis": 1}, {"axis": 0, "keepdims": True}, {"axis": (0, 1)}]:
            case(name, a, parts, method="inverted_cdf", **options)
            case(name, a, parts, method="inverted_cdf", weights=w, **options)
case("quantile", x, 0.5, axis=1, method="inverted_cdf", weights=w[0])
case("quantile", x, 0.5, axis=1, method="inverted_cdf", weights=w[0].at[1].set(-1))
case("percentile", x, 30.0, axis=1, method="inverted_cdf", weights=w)

t = jnp.asarray(np.linspace(-1, 2, 9), jnp.float32)
y = 1 + t - 0.5 * t**2 + jnp.asarray(rng.standard_normal(9) * 0.1, jnp.float32)
many = jnp.stack([y, 2 * y[::-1]], axis=1)
w = jnp.asarray(rng.integers(1, 4, 9), jnp.float32)
for values in [y, many]:
    case("polyfit", t, values, 2)
    case("polyfit", t, values, 2, w=w)
    case("polyfit", t, values, 1, cov=True)
    case("polyfit", t, values, 1, cov="unscaled", w=w)
    case("polyfit", t, values, 2, full=True)

limits = {}
for name in ["float32", "float16", "bfloat16"]:
    info = jnp.finfo(name)
    limits[name] = {k: str(info.dtype) if k == "dtype" else float(getattr(info, k)) for k in dir(info) if k[0] != "_"}
for name in ["int8", "int16", "int32", "uint8", "uint16", "uint32"]:
    info = jnp.iinfo(name)
    limits[name] = {k: str(v) if k in ("dtype", "kind") else v for k in dir(info) if k[0] != "_" for v in [getattr(info, k)]}

groups = ["generic", "number", "integer", "signedinteger", "unsignedinteger", "inexact", "floating"]
subtypes = [
    [a, b, bool(jnp.issubdtype(getattr(jnp, a), getattr(jnp, b)))] for a in ["float32", "bfloat16", "int8", "uint32", "bool_", *groups] for b in groups
]
target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps({"cases": cases, "limits": limits, "subtypes": subtypes}) + "\n")
