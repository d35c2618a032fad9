"""Reference values of exercise basic-1, from real JAX, Flax NNX and Optax: basic-1.reference.json.

    python basic-1.reference.py            writes the file beside this one
    python basic-1.reference.py --check    compares instead: exit 1 when a value moved by more than 1e-6 relative

Needs jax, flax and optax. `public` holds the case that the learner's checks use, `hidden` those of the grader. A snapshot is taken after
1, 2, 10 and 100 updates: every parameter and every number of the optimizer's state.
"""
import json
import pathlib
import sys

import flax
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

RECORDED = (1, 2, 10, 100)
STEPS = 101


class MLP(nnx.Module):
    def __init__(self, *, rngs):
        self.linear1 = nnx.Linear(10, 20, rngs=rngs)
        self.linear2 = nnx.Linear(20, 5, rngs=rngs)

    def __call__(self, x):
        return self.linear2(nnx.relu(self.linear1(x)))


def mse_loss(model, x, y):
    return jnp.mean((model(x) - y) ** 2)


@nnx.jit
def train_step(model, optimizer, x, y):
    loss, grads = nnx.value_and_grad(lambda m: mse_loss(m, x, y))(model)
    optimizer.update(model, grads)
    return loss


def setup(seed):
    model = MLP(rngs=nnx.Rngs(seed))
    key_x, key_y = jax.random.split(jax.random.key(seed + 1))
    x, y = jax.random.normal(key_x, (32, 10)), jax.random.normal(key_y, (32, 5))
    return model, nnx.Optimizer(model, optax.adam(1e-3), wrt=nnx.Param), x, y


def encode(array):
    array = np.asarray(array)
    digits = float if array.dtype == np.float32 else int
    shortest = [digits(str(value)) for value in array.ravel()]  # str() of a float32 is the shortest that reads back
    return {"dtype": str(array.dtype), "shape": list(array.shape), "data": shortest}


def name(path):
    """(DictKey('linear1'), DictKey('kernel')) -> linear1.kernel; the state of a chain begins with its index."""
    return ".".join(str(getattr(entry, "key", getattr(entry, "idx", getattr(entry, "name", None)))) for entry in path)


def flat(state):
    leaves = jax.tree_util.tree_leaves_with_path(nnx.as_pure(state))
    return {name(path): encode(leaf) for path, leaf in leaves}


def snapshot(model, optimizer):
    return {
        "step": int(optimizer.step[...]),
        "params": flat(nnx.state(model, nnx.Param)),
        "optState": flat(optimizer.opt_state),
    }


def case(seed):
    model, optimizer, x, y = setup(seed)
    result = {"seed": seed, "output": encode(model(x)), "loss": encode(mse_loss(model, x, y))}
    start, losses, trajectory = snapshot(model, optimizer)["params"], [], {}
    for step in range(1, STEPS + 1):
        losses.append(np.asarray(train_step(model, optimizer, x, y)))
        if step in RECORDED:
            trajectory[step] = snapshot(model, optimizer)
    final = snapshot(model, optimizer)["params"]
    return {**result, "losses": encode(np.stack(losses)), "start": start, "trajectory": trajectory, "final": final}


def close(a, b):
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(close(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(close, a, b))
    if isinstance(a, float) or isinstance(b, float):
        return abs(a - b) <= 1e-6 * abs(b) + 1e-7
    return a == b


def main():
    reference = {
        "madeBy": "solutions/basic-1.reference.py",
        "versions": {"jax": jax.__version__, "flax": flax.__version__, "optax": optax.__version__},
        "public": [case(0)],
        "hidden": [case(seed) for seed in (7, 1234, 987654)],
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    if "--check" in sys.argv:
        old = json.loads(path.read_text())
        now = json.loads(json.dumps(reference))
        sys.exit(0 if all(close(now[k], old[k]) for k in ("public", "hidden")) else f"Cannot confirm {path.name}: values moved")
    path.write_text(json.dumps(reference, separators=(",", ":")).replace('{"seed"', '\n{"seed"') + "\n")


main()
