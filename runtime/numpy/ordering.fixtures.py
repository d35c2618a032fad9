"""Writes ordering.fixtures.json: what jax.numpy gives for sorting, quantiles, and sums up to each element. Run with a Python that has jax.

fixtureCases.py says what a case is.
"""
import jax.numpy as jnp
import numpy as np

from fixtureCases import b, case, cases, cube, encode, f, g, i, pos4, rng, special, u, write

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

write(__file__)
