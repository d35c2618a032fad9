"""Writes signatures.json: the parameters of every public callable of JAX, Flax NNX and Optax that a case may name.

    python signatures.py        (with jax, flax and optax installed)

A parameter is [name, kind], kind one of: required, optional, keyword (required, by name only), keywordOptional, rest.
"""
import importlib
import inspect
import json
import pathlib

MODULES = [
    "jax", "jax.numpy", "jax.numpy.linalg", "jax.numpy.fft", "jax.lax", "jax.lax.linalg", "jax.nn", "jax.nn.initializers",
    "jax.random", "jax.tree", "jax.tree_util", "jax.ops", "jax.flatten_util", "jax.scipy.special", "jax.sharding",
    "flax.nnx", "flax.nnx.initializers", "flax.nnx.metrics",
    "optax", "optax.losses", "optax.schedules", "optax.transforms", "optax.tree", "optax.contrib", "optax.projections",
    "optax.assignment", "optax.perturbations", "optax.second_order", "optax.tree_utils",
]

KINDS = {
    (inspect.Parameter.KEYWORD_ONLY, True): "keyword",
    (inspect.Parameter.KEYWORD_ONLY, False): "keywordOptional",
}


def parameters(f):
  rows = []
  target = f.__init__ if inspect.isclass(f) and f.__init__ is not object.__init__ else f
  for name, p in inspect.signature(target).parameters.items():
    if p.kind is inspect.Parameter.VAR_KEYWORD or name == "self":
      continue
    required = p.default is inspect.Parameter.empty
    kind = "rest" if p.kind is inspect.Parameter.VAR_POSITIONAL else KINDS.get((p.kind, required), "required" if required else "optional")
    rows.append([name, kind])
  return rows


def main():
  table = {}
  for module_name in MODULES:
    try:
      module = importlib.import_module(module_name)
    except ImportError:
      module = importlib.import_module(module_name.rpartition(".")[0])
      module = getattr(module, module_name.rpartition(".")[2])
    for name in sorted(n for n in dir(module) if not n.startswith("_")):
      try:
        value = getattr(module, name)
        if callable(value) and not inspect.ismodule(value):
          table[f"{module_name}.{name}"] = parameters(value)
      except (TypeError, ValueError, AttributeError, RuntimeError):
        pass  # no signature to be had: such names take their arguments by position
  lines = [f"{json.dumps(key)}: {json.dumps(rows)}" for key, rows in sorted(table.items())]
  pathlib.Path(__file__).with_suffix(".json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
