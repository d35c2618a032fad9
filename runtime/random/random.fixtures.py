"""Writes random.fixtures.json: draws of jax.random. Run with a Python that has jax.

A case is [name, seed, arguments, options, data]; words of keys for functions that give keys.
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

cases = []


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def case(name, seed, *args, **options):
    given = [jnp.asarray(a["array"], jnp.float32) if isinstance(a, dict) else a for a in args]
    kwargs = {k: jnp.asarray(v["array"], jnp.float32) if isinstance(v, dict) else v for k, v in options.items()}
    out = getattr(jax.random, name)(jax.random.key(seed), *given, **kwargs)
    if jnp.issubdtype(out.dtype, jax.dtypes.prng_key):
        out = jax.random.key_data(out)
    cases.append([camel(name), seed, args, {camel(k): v for k, v in options.items()}, out.dtype.name, out.shape, np.asarray(out).ravel().tolist()])


for seed in [0, 1, -1, 123456789, 2**40 + 5, -(2**40) - 7]:
    case("bits", seed, [5])
    case("split", seed)
case("bits", 3, [])
case("bits", 3, [2, 3])
case("split", 7, 5)
case("split", 7, [2, 3])
for data in [0, 1, 7, 2**31, 2**32 - 1]:
    case("fold_in", 11, data)
for seed in range(3):
    case("uniform", seed, [9])
    case("normal", seed, [400])
    case("truncated_normal", seed, -2, 2, [400])
case("uniform", 4, [])
case("uniform", 4, [3, 4], minval=-1, maxval=4)
case("uniform", 5, [500], minval=-2.7, maxval=0.3)
case("uniform", 6, [4], minval={"array": [0.1, 0.2, 0.3, 0.4]}, maxval=2.5)
case("normal", 4, [])
case("normal", 5, [3, 4])
case("truncated_normal", 4, -1.5, 2.5, [200])
case("truncated_normal", 4, 0.5, 3, [3, 3])
case("truncated_normal", 5, {"array": [-1, 0]}, {"array": [0, 4.5]})
case("bernoulli", 5)
case("bernoulli", 5, p=0.3, shape=[20])
case("bernoulli", 6, p={"array": [0.1, 0.5, 0.9]})
case("rademacher", 5, [20])
case("exponential", 5, [50])
case("gumbel", 5, [50])
case("laplace", 5, [50])
case("logistic", 5, [50])
for seed, shape, low, high in [(0, [40], 0, 10), (1, [2, 3], -5, 100000), (2, [10], -(2**31), 2**31 - 1), (3, [5], 4, 4), (4, [5], 7, 3)]:
    case("randint", seed, shape, low, high)
case("randint", 5, [6], 0, 1000, dtype="uint32")
case("categorical", 8, {"array": [[0.5, 1.5, -1], [2, 0, 1]]})
case("categorical", 8, {"array": [0.5, 1.5, -1]}, shape=[30])
case("categorical", 9, {"array": [[0.5, 1.5, -1], [2, 0, 1]]}, axis=0, shape=[4, 3])
case("permutation", 1, 12)
case("permutation", 2, 3000)
case("permutation", 3, {"array": [5, 6, 7, 8]})
case("permutation", 4, {"array": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}, axis=1)
case("permutation", 5, {"array": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}, independent=True)
case("permutation", 6, {"array": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}, axis=1, independent=True)
case("choice", 1, 8, [4])
case("choice", 2, 8, [3], replace=False)
case("choice", 3, {"array": [5, 6, 7, 8]}, [2, 3])
case("choice", 4, 4, [50], p={"array": [0.1, 0.2, 0.3, 0.4]})
case("choice", 5, 4, [3], p={"array": [0.1, 0.2, 0.3, 0.4]}, replace=False)
case("choice", 6, {"array": [[1, 2, 3], [4, 5, 6]]}, [2], axis=1, replace=False)
case("choice", 7, 5)

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
