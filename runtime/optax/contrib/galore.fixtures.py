"""Writes galore.fixtures.json: four steps of GaLore, computed by the real Optax.

    /path/to/python galore.fixtures.py

`params` are the parameters after four steps, flattened and concatenated; `nu` the second moments in the small space where there are
any, `shapes` the shapes of the projectors. Singular vectors have no sign of their own, so nothing is written that depends on it.
"""
import json
import os

import jax
import jax.numpy as jnp
import numpy as np
import optax
from optax.contrib import GaLoreDimensionNumbers, galore

shapes = {"b": (3,), "tall": (5, 3), "third": (2, 3, 2), "wide": (3, 4)}
rng = np.random.default_rng(0)
draw = lambda: {k: jnp.array(rng.normal(size=s), jnp.float32) for k, s in shapes.items()}
params, grads = draw(), [draw() for _ in range(4)]

axes = {"b": None, "tall": None, "third": GaLoreDimensionNumbers(0, (1, 2)), "wide": GaLoreDimensionNumbers(1, 0)}
transformations = {
    "default": galore(0.1),
    "rank": galore(0.1, rank=2),
    "decay": galore(0.1, rank=1, scale=0.5, weight_decay=0.1, mask={"b": False, "tall": True, "third": True, "wide": True}),
    "gap": galore(0.1, rank=2, update_proj_gap=2, base_optimizer=optax.identity()),
    "axes": galore(0.1, rank=1, weight_dimension_numbers=axes),
    "axes function": galore(0.1, rank=2, weight_dimension_numbers=lambda p: axes),
}


def flat(tree):
    return [float(x) for leaf in jax.tree.leaves(tree) for x in np.asarray(leaf, np.float32).ravel()]


def trajectory(tx):
    p, state = params, tx.init(params)
    for g in grads:
        updates, state = tx.update(g, state, p)
        p = optax.apply_updates(p, updates)
    base = state[0].base_optimizer_state
    return {
        "params": flat(p),
        "nu": flat(base.nu) if hasattr(base, "nu") else [],
        "shapes": [list(x.shape) for x in jax.tree.leaves(state[0].projector)],
    }


plain = lambda tree: jax.tree.map(lambda x: np.asarray(x).tolist(), tree)
out = {
    "versions": {"jax": jax.__version__, "optax": optax.__version__},
    "params": plain(params),
    "grads": [plain(g) for g in grads],
    "trajectories": {name: trajectory(tx) for name, tx in transformations.items()},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "galore.fixtures.json"), "w") as f:
    json.dump(out, f, indent=None, separators=(",", ":"))
    f.write("\n")
