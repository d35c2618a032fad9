"""Writes ordering.fixtures.json: what jax.numpy gives for sorting, quantiles, and sums up to each element. Run with a Python that has jax.

A case is [name, arguments, options, results]. An argument is a number, a list, null, or {dtype, shape, data, weak}.
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

cases = []
rng = np.random.default_rng(3)


def number(v):
    if isinstance(v, (bool, int)):
        return v
    return "nan" if np.isnan(v) else "inf" if v == np.inf else "-inf" if v == -np.inf else v


def encode(v):
    if isinstance(v, (jax.Array, np.ndarray, np.generic)):
        v = jnp.asarray(v)
        return {"dtype": v.dtype.name, "shape": list(v.shape), "weak": v.weak_type, "data": [number(x) for x in np.asarray(v).ravel().tolist()]}
    if isinstance(v, (list, tuple)):
        return [encode(x) for x in v]
    return v


def camel(name):
    if name.endswith("_"):
        return name
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest) if head else name


def case(name, *args, **options):
    f = getattr(jnp, name)
    expected = f(*args, **options)
    cases.append([camel(name), encode(list(args)), {camel(k): encode(v) for k, v in options.items()}, encode(expected)])


f = jnp.asarray([[-2.5, -0.5, 0.0], [0.25, 1.0, 3.75]], jnp.float32)
g = jnp.asarray([1.5, -2.0, 0.5], jnp.float32)
i = jnp.asarray([[-7, -1, 0], [2, 5, 9]], jnp.int32)
j = jnp.asarray([3, -2, 4], jnp.int32)
u = jnp.asarray([0, 3, 4000000000], jnp.uint32)
b = jnp.asarray([True, False, True])
special = jnp.asarray([np.nan, np.inf, -np.inf, -0.0, 1e-30, -1e30], jnp.float32)
positive = jnp.asarray([0.1, 1.0, 2.5, 100.0], jnp.float32)
wi = jnp.asarray(2)
wf = jnp.asarray(2.5)
cube = jnp.asarray(rng.standard_normal((2, 3, 4)), jnp.float32)
big = jnp.asarray(rng.standard_normal((17, 23)), jnp.float32)
empty = jnp.zeros((0, 3), jnp.float32)
pos4 = jnp.asarray(rng.random((5, 4)) + 0.5, jnp.float32)

v = jnp.asarray(rng.standard_normal(4), jnp.float32)
s = jnp.asarray(rng.standard_normal((2, 4, 5)), jnp.float32)


for x in [f, i, u, special, cube]:
    case("sort", x)
    case("argsort", x)
case("sort", cube, axis=None)
case("sort", f, axis=0, descending=True)
case("argsort", jnp.asarray([2, 1, 2, 3, 1]), descending=True)
case("argsort", b)
case("lexsort", [jnp.asarray([2, 1, 3, 0]), jnp.asarray([0, 1, 0, 1])])
for x in [f, i, b, u]:
    case("cumsum", x)
    case("cumprod", x, axis=-1)
case("cumsum", cube, axis=1, dtype="int32")
case("cumulative_sum", g, include_initial=True)
case("cumulative_prod", f, axis=1, include_initial=True)
holes = jnp.asarray([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan], [-2.0, 0.5, np.nan]], jnp.float32)
case("nancumsum", holes)
case("nancumprod", holes, axis=0)
case("unwrap", jnp.asarray([0.0, 3.0, -3.0, -2.5, 3.1, 9.0], jnp.float32))
case("unwrap", i, period=7)
for method in ["linear", "lower", "higher", "midpoint", "nearest"]:
    case("quantile", cube, jnp.asarray([0.0, 0.3, 1.0]), axis=1, method=method)
case("quantile", i, 0.4)
case("quantile", holes, 0.5, axis=1)
cases.append(["quantile", encode([cube, jnp.asarray([0.25, 0.75])]), {"axis": [0, 2], "keepdims": True}, encode(jnp.quantile(cube, jnp.asarray([0.25, 0.75]), axis=(0, 2), keepdims=True))])
case("nanquantile", holes, 0.25, axis=1)
case("nanquantile", holes, jnp.asarray([0.1, 0.9]))
case("percentile", f, 30.0, axis=0)
case("nanpercentile", holes, 50.0)
for x in [f, i, g, pos4]:
    case("median", x)
case("median", pos4, axis=0, keepdims=True)
case("nanmedian", holes, axis=1)

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases))
