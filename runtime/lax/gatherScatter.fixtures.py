"""Writes gatherScatter.fixtures.json: what jax.lax.gather and the scatter family give. Run with a Python that has jax.

A case is [name, options of the call, result]; arrays are {shape, data}.
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

cases = []
x = jnp.asarray(np.random.default_rng(1).standard_normal((4, 5, 3)).round(3), jnp.float32)


def encode(v):
    if isinstance(v, jax.Array):
        return {"dtype": v.dtype.name, "shape": list(v.shape), "data": ["nan" if isinstance(n, float) and np.isnan(n) else n for n in np.asarray(v).ravel().tolist()]}
    return list(v) if isinstance(v, tuple) else v


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def case(name, numbers, mode=None, **arrays):
    f = getattr(lax, name)
    kind = lax.GatherDimensionNumbers if name == "gather" else lax.ScatterDimensionNumbers
    given = list(arrays.values())
    order = given[:2] + [kind(**numbers)] + given[2:] if name == "gather" else given + [kind(**numbers)]
    result = f(*order, mode=mode)
    options = {camel(k): encode(v) for k, v in arrays.items()}
    options["dimensionNumbers"] = {camel(k): list(v) for k, v in numbers.items()}
    cases.append([camel(name), {**options, "mode": mode}, encode(result)])


rows = dict(offset_dims=(1, 2), collapsed_slice_dims=(0,), start_index_map=(0,))
for mode in ["fill", "clip"]:
    case("gather", rows, mode, operand=x, start_indices=jnp.asarray([[2], [0], [7]]), slice_sizes=(1, 5, 3))
    case("gather", dict(offset_dims=(0, 2), collapsed_slice_dims=(1,), start_index_map=(2, 0)), mode, operand=x,
         start_indices=jnp.asarray([[1, 2], [0, 0], [2, 3]]), slice_sizes=(2, 1, 2))
case("gather", dict(offset_dims=(1,), collapsed_slice_dims=(1,), start_index_map=(1,), operand_batching_dims=(0,), start_indices_batching_dims=(0,)), "clip",
     operand=x, start_indices=jnp.asarray([[1], [0], [4], [2]]), slice_sizes=(1, 1, 3))
into = dict(update_window_dims=(1, 2), inserted_window_dims=(0,), scatter_dims_to_operand_dims=(0,))
updates = jnp.asarray(np.arange(45).reshape(3, 5, 3), jnp.float32)
for name in ["scatter", "scatter_add", "scatter_mul", "scatter_min", "scatter_max", "scatter_sub"]:
    case(name, into, "fill", operand=x, scatter_indices=jnp.asarray([[2], [3], [9]]), updates=updates)
for mode in ["fill", "clip"]:
    case("scatter_add", dict(update_window_dims=(0, 2), inserted_window_dims=(1,), scatter_dims_to_operand_dims=(2, 0)), mode, operand=x,
         scatter_indices=jnp.asarray([[1, 2], [0, 0], [2, 3]]), updates=jnp.asarray(np.arange(12).reshape(2, 3, 2), jnp.float32))
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases))
