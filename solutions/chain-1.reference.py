"""Reference values of exercise chain-1, from real JAX, Flax NNX and Optax: chain-1.reference.json. See reference.py for how to run it."""
import jax
import jax.numpy as jnp
import optax
from flax import nnx

from reference import MLP, encode, flat, main, snapshot, train_step


def data(seed):
    key_x, key_y = jax.random.split(jax.random.key(seed + 1))
    return jax.random.normal(key_x, (16, 4)), jax.random.normal(key_y, (16, 2)) * 20


def train(seed, tx, steps):
    """Yields the model, the optimizer and the loss of each step, after the step."""
    model = MLP(4, 8, 2, rngs=nnx.Rngs(seed))
    optimizer = nnx.Optimizer(model, tx, wrt=nnx.Param)
    for step in range(1, steps + 1):
        loss = train_step(model, optimizer, *data(seed))
        yield step, model, optimizer, loss


def params(model):
    return flat(nnx.state(model, nnx.Param))


def case(seed):
    adamw = {step: snapshot(m, o) for step, m, o, _ in train(seed, optax.adamw(1e-2, weight_decay=0.1), 50) if step in (1, 5, 50)}
    clipped = [params(m) for _, m, _, _ in train(seed, optax.chain(optax.clip_by_global_norm(0.5), optax.scale(-1.0)), 1)]
    sgd, losses = {}, []
    for step, model, _, loss in train(seed, optax.chain(optax.clip_by_global_norm(1.0), optax.trace(0.9), optax.scale(-0.05)), 50):
        losses.append(loss)
        if step in (2, 10, 50):
            sgd[f"sgd{step}"] = params(model)
    return {
        "seed": seed,
        "start": params(MLP(4, 8, 2, rngs=nnx.Rngs(seed))),
        "adamwOnce": adamw[1]["params"],
        "adamw": adamw,
        "clipSmall": encode(jnp.array([0.3, 0.0])),
        "clipped": clipped[0],
        "secondLoss": encode(losses[1]),
        **sgd,
    }


main(__file__, case)
