"""Reference values of exercise basic-1, from real JAX, Flax NNX and Optax: basic-1.reference.json. See reference.py for how to run it.

A snapshot is taken after 1, 2, 10 and 100 updates: every parameter and every number of the optimizer's state.
"""
import jax
import numpy as np
import optax
from flax import nnx

from reference import MLP, encode, main, mse_loss, snapshot, train_step

RECORDED = (1, 2, 10, 100)
STEPS = 101


def setup(seed):
    model = MLP(10, 20, 5, rngs=nnx.Rngs(seed))
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
