"""Writes print.fixtures.json: how JAX prints arrays. Run with a Python that has jax: python print.fixtures.py"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np


def words(shape):
    """uint32 number i is (i + 1) * 2654435761 mod 2^32: the test makes the same ones."""
    return ((np.arange(1, np.prod(shape) + 1, dtype=np.uint64) * 2654435761) % 2**32).astype(np.uint32).reshape(shape)


def hashed(shape, scale=3):
    """float32 numbers in [-scale, scale), made from words."""
    return ((words(shape) / 2**31 - 1) * scale).astype(np.float32)


def cases():
    f = np.float32
    for x in [0, 0.1, 1, -0.0, 1.5, 1e-5, 1e-4, 9.9999e-5, 123456.789, 1e6, 999999.94, 16777216, 1.2345679e10, 1e15, 1e16, 1.5e20, 1e-45,
              3.4028235e38, np.nan, np.inf, -np.inf, 0.12345678901, 1 / 512, 1 / 3, -2.5e-7, 2.0**-44, 5e-324]:
        yield f(x)
    for x in [0, 7, -3, 2**31 - 1, -(2**31)]:
        yield np.int32(x)
    yield np.uint32(2**32 - 1)
    yield np.bool_(True)
    yield np.bool_(False)
    for values in [
        [1, 2], [1.5], [], [0], [-0.0, 0.0], [0.1, 0.25, 100], [1e-5, 1], [1000.5, 0.5], [1000, 1], [1001, 1], [1e6, 1], [1e5, 1000],
        [1e-4, 1e-1], [9.9e-5, 1e-4], [np.nan, 1], [np.nan, np.inf, -np.inf], [np.nan], [np.inf, 1.5], [-np.inf, 1.5], [np.nan, -1.25e-8],
        [1 / 512, 3], [-1 / 512], [0.00195312, 1e3], [1 / 3, 2 / 3, -1], [1e20, 1e-20, 1], [1e38, 1e-38], [1e-45, 1], [1e-45, 1e-44],
        [123456.7, 3, 999.25], [16777216, 16777215, 1], [-1, 1], [-1.5, 22.25, 3.125], [5e-9], [0, 0, 1e-9], [1.00000001, 1], [-1e10, 1],
        [np.inf, -1e-10], [1.1754944e-38, 0.1], [0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125, 0.00390625, 0.001953125],
        [3 * 2.0**-9, 5 * 2.0**-9, 7 * 2.0**-9], [2.0**-20, 3 * 2.0**-21], [2.0**30, 2.0**-30, 2.0**-31],
    ]:
        yield np.array(values, f)
    yield (2.0 ** np.arange(-149, 128)).astype(f)
    yield (2.0 ** np.arange(-14, 7)).astype(f).reshape(3, 7)
    for shape in [(3,), (10,), (30,), (2, 3), (4, 4), (7, 12), (2, 2, 2), (3, 1, 4), (1, 1, 1, 1), (2, 1, 3, 2), (32, 10), (100, 9), (1000,), (1001,), (999,),
                  (40, 40), (10, 11, 12), (3, 400), (400, 3), (2, 600), (5, 2000), (1, 1001), (12, 12, 12), (7, 1, 200)]:
        yield hashed(shape)
    yield hashed((4, 5), 1e3)
    yield hashed((4, 5), 1e7)
    yield hashed((6,), 1e-6)
    yield np.round(hashed((5, 5)) * 4)
    for shape in [(0,), (0, 3), (3, 0), (2, 0, 4)]:
        yield np.zeros(shape, f)
    yield np.zeros((2, 0), np.int32)
    yield np.arange(10, dtype=np.int32)
    yield np.arange(-5, 40, dtype=np.int32)
    yield np.arange(-5, 5, dtype=np.int32)
    yield np.arange(1000, dtype=np.int32)
    yield np.arange(1001, dtype=np.int32)
    yield np.arange(1200, dtype=np.int32).reshape(30, 40)
    yield np.arange(1200, dtype=np.int32).reshape(2, 3, 200)
    yield np.array([2**31 - 1, -(2**31), 0], np.int32)
    yield np.array([[1, 20], [300, -4000]], np.int32)
    yield words((4, 2))
    yield words((9,))
    yield np.array([True, False])
    yield np.array([True, True])
    yield np.array([[True], [False]])
    yield words((30,)) % 3 == 0
    yield words((40, 40)) % 3 == 0


def encode(x):
    return "nan" if np.isnan(x) else "inf" if x == np.inf else "-inf" if x == -np.inf else "-0" if x == 0 and np.signbit(x) else x.item()


def data(x):
    if x.size > 100 and x.dtype == jnp.float32:
        assert (np.asarray(x) == hashed(x.shape)).all() or (np.asarray(x) == 2.0 ** np.arange(-149, 128)).all()
        return "hashed" if x.size != 277 else "powers"
    if x.size > 100 and x.dtype == jnp.bool_:
        return "thirds"
    if x.size > 100:
        return "arange"
    return [encode(v) for v in np.asarray(x).ravel()]


def fixture(x):
    return {
        "dtype": x.dtype.name,
        "shape": list(x.shape),
        "weak": x.weak_type,
        "data": data(x),
        "str": str(x),
        "repr": repr(x),
    }


arrays = [fixture(jnp.asarray(a)) for a in cases()]
arrays += [fixture(jnp.asarray(v)) for v in [1, 2.5, True]]
arrays += [fixture(jnp.asarray([1.0, 2.0]) * 0 + jnp.asarray(1.0)), fixture(jnp.broadcast_to(jnp.asarray(3), (2, 2)))]
keys = []
for key in [jax.random.key(0), jax.random.key(-1), jax.random.split(jax.random.key(0), 3), jax.random.split(jax.random.key(1), (2, 2))]:
    words = np.asarray(jax.random.key_data(key))
    keys.append({"shape": list(key.shape), "data": words.ravel().tolist(), "str": str(key), "repr": repr(key)})

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"arrays": arrays, "keys": keys}, indent=None, separators=(",", ":")).replace('},{"', '},\n{"') + "\n")
