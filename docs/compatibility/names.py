"""Writes names.json beside it: the public names of JAX, Flax NNX and Optax, by module. Run with a Python that has jax, flax and optax.

Modules among the names are left out, and so are the primitives (`add_p`), what is deprecated, and what only raises an error.
"""
import importlib
import inspect
import json
import pathlib
import warnings

import flax
import jax
import optax

MODULES = [
    "jax", "jax.numpy", "jax.numpy.linalg", "jax.numpy.fft", "jax.lax", "jax.lax.linalg", "jax.nn", "jax.nn.initializers", "jax.random",
    "jax.tree", "jax.tree_util", "jax.sharding", "jax.debug", "flax.nnx", "flax.nnx.initializers", "flax.nnx.metrics", "optax", "optax.losses",
    "optax.schedules", "optax.transforms", "optax.projections", "optax.assignment", "optax.perturbations", "optax.second_order", "optax.tree",
    "optax.contrib",
]


def module_of(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        parent, _, last = name.rpartition(".")
        return getattr(importlib.import_module(parent), last)


def names_of(module):
    for name in sorted(n for n in dir(module) if not n.startswith("_") and not n.endswith("_p")):
        with warnings.catch_warnings():
            warnings.simplefilter("error", DeprecationWarning)
            try:
                value = getattr(module, name)
            except (AttributeError, DeprecationWarning):
                continue
        if inspect.ismodule(value) or not callable(value) and type(value).__module__ == "__future__":
            continue
        if module.__name__ != "typing" and getattr(value, "__module__", None) in ("typing", "types", "collections.abc"):
            continue
        yield name


table = {"versions": {"jax": jax.__version__, "flax": flax.__version__, "optax": optax.__version__}}
table["names"] = {name: list(names_of(module_of(name))) for name in MODULES}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(table, indent=1) + "\n")
print({name: len(names) for name, names in table["names"].items()})
