"""Writes segments.fixtures.json: what the folds of jax.ops give. Run with a Python that has jax.

A case is [name, data, segment ids, options of the call, result]; arrays are {dtype, shape, data}; infinities are the words inf and -inf.
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

cases = []
random = np.random.default_rng(1)
x = random.uniform(-2, 2, (12, 2)).round(2)


def encode(v):
    data = np.asarray(v.astype(jnp.float32) if v.dtype.name == "bfloat16" else v).ravel().tolist()
    data = ["inf" if n == np.inf else "-inf" if n == -np.inf else n for n in data]
    return {"dtype": v.dtype.name, "shape": list(v.shape), "data": data}


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def case(name, data, ids, **options):
    result = getattr(jax.ops, name)(data, ids, **options)
    cases.append([camel(name), encode(data), encode(ids), {camel(k): v for k, v in options.items()}, encode(result)])


ids = jnp.array([3, 0, 3, 1, 5, -1, 0, 0, 9, 3, 1, 5])
for name in ["segment_sum", "segment_prod", "segment_max", "segment_min"]:
    for dtype in ["float32", "bfloat16", "int8"]:
        case(name, jnp.asarray(x * 10 if dtype == "int8" else x).astype(dtype), ids, num_segments=6)
    case(name, jnp.asarray(x, jnp.float32), ids, num_segments=4, mode="clip")
    case(name, jnp.asarray(x, jnp.float32), ids, num_segments=6, bucket_size=5, unique_indices=False)
    case(name, jnp.asarray(x[:4], jnp.float32), jnp.array([0, 0, 1, 4], jnp.uint8), indices_are_sorted=True)
for name in ["segment_max", "segment_min"]:
    case(name, jnp.array([True, False, True]), jnp.array([0, 0, 1]), num_segments=3)
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases))
