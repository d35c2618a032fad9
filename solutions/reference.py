"""What the generators of reference values share: model and training step, how values are written, and the command line.

    python chain-1.reference.py            writes chain-1.reference.json beside it
    python chain-1.reference.py --check    compares instead: exit 1 when a value moved by more than 1e-6 relative

Needs jax, flax and optax. `public` holds the case that the learner's checks use, `hidden` those of the grader.
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


class MLP(nnx.Module):
    """Two layers with a ReLU between them: the model of most exercises."""

    def __init__(self, din, dmid, dout, *, rngs):
        self.linear1 = nnx.Linear(din, dmid, rngs=rngs)
        self.linear2 = nnx.Linear(dmid, dout, rngs=rngs)

    def __call__(self, x):
        return self.linear2(nnx.relu(self.linear1(x)))


def mse_loss(model, x, y):
    return jnp.mean(jnp.square(model(x) - y))


@nnx.jit
def train_step(model, optimizer, x, y):
    loss, grads = nnx.value_and_grad(lambda m: mse_loss(m, x, y))(model)
    optimizer.update(model, grads)
    return loss


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


def close(a, b):
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(close(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(close, a, b))
    if isinstance(a, float) or isinstance(b, float):
        return abs(a - b) <= 1e-6 * abs(b) + 1e-7
    return a == b


def main(script, case):
    """Writes, or checks, the cases of a generator: `case(seed)` gives the values of one."""
    path = pathlib.Path(script).with_suffix(".json")
    reference = {
        "madeBy": f"solutions/{pathlib.Path(script).name}",
        "versions": {"jax": jax.__version__, "flax": flax.__version__, "optax": optax.__version__},
        "public": [case(0)],
        "hidden": [case(seed) for seed in (7, 1234, 987654)],
    }
    if "--check" in sys.argv:
        old = json.loads(path.read_text())
        now = json.loads(json.dumps(reference))
        sys.exit(0 if all(close(now[k], old[k]) for k in ("public", "hidden")) else f"Cannot confirm {path.name}: values moved")
    path.write_text(json.dumps(reference, separators=(",", ":")).replace('{"seed"', '\n{"seed"') + "\n")
