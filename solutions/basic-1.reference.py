"""Reference values of exercise basic-1, from real JAX, Flax NNX and Optax: basic-1.reference.json. See reference.py for how to run it.

A snapshot is taken after 1, 2, 10 and 100 updates: every parameter and every number of the optimizer's state.
"""
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

from reference import encode, main, snapshot

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


main(__file__, case)
