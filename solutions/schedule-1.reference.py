"""Reference values of exercise schedule-1, from real JAX, Flax NNX and Optax: schedule-1.reference.json. See reference.py for how to run it."""
import jax
import jax.numpy as jnp
import optax
from flax import nnx

from reference import MLP, encode, flat, main, train_step


def data(seed):
    key_x, key_y = jax.random.split(jax.random.key(seed + 1))
    return jax.random.normal(key_x, (16, 4)), jax.random.normal(key_y, (16, 2))


def triangle(peak, warmup, total):
    return lambda count: peak * jnp.maximum(0, jnp.minimum(count / warmup, (total - count) / (total - warmup)))


def cosine(peak, total):
    return optax.warmup_cosine_decay_schedule(0.0, peak, total // 10, total, peak / 100)


def join(rate, hold, half_life):
    return optax.join_schedules([optax.constant_schedule(rate), optax.exponential_decay(rate, half_life, 0.5)], [hold])


def sampled(schedule, counts):
    return encode(jnp.stack([jnp.asarray(schedule(count), jnp.float32) for count in counts]))


def trained(seed, schedule):
    model = MLP(4, 8, 2, rngs=nnx.Rngs(seed))
    optimizer = nnx.Optimizer(model, optax.inject_hyperparams(optax.adam)(learning_rate=schedule), wrt=nnx.Param)
    for _ in range(60):
        train_step(model, optimizer, *data(seed))
    return flat(nnx.state(model, nnx.Param))


def case(seed):
    return {
        "seed": seed,
        "triangle": sampled(triangle(0.01, 20, 100), [0, 1, 10, 20, 21, 60, 99, 100, 500]),
        "cosine": sampled(cosine(0.001, 1000), [0, 50, 100, 500, 900, 950, 1000, 2000]),
        "cosineLate": sampled(cosine(0.001, 1000), [900]),
        "join": sampled(join(0.8, 30, 10), [35, 50, 65]),
        "trainedTriangle": trained(seed, triangle(0.02, 10, 60)),
        "trainedCosine": trained(seed, cosine(0.02, 60)),
        "trainedJoin": trained(seed, join(0.02, 20, 10)),
    }


main(__file__, case)
