"""Writes narrow.fixtures.json: draws of 8- and 16-bit dtypes by real JAX, for narrow.test.ts. Run with a Python that has jax.

A case is [function, dtype, options, numbers].
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

key = jax.random.key(7)
cases = []
for dtype in ["float16", "bfloat16"]:
    for low, high in [(0, 1), (-1, 1), (0.3, 2.9), (-70, 11)]:
        x = jax.random.uniform(key, (40,), dtype, low, high)
        cases.append(["uniform", dtype, {"minval": low, "maxval": high}, np.asarray(x, np.float32).tolist()])
    cases.append(["normal", dtype, {}, np.asarray(jax.random.normal(key, (60,), dtype), np.float32).tolist()])
for dtype, low, high in [("int8", -5, 9), ("int8", -128, 128), ("int8", -1000, 1000), ("uint8", 0, 256), ("uint8", 3, 200), ("int16", -30000, 30000), ("uint16", 0, 65536), ("uint16", 5, 5)]:
    x = jax.random.randint(key, (24,), low, high, dtype)
    cases.append(["randint", dtype, {"minval": low, "maxval": high}, np.asarray(x).tolist()])
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases))
