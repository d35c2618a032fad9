"""Reference values of exercise sharding-1, from real JAX, Flax NNX and Optax: sharding-1.reference.json. See reference.py for how to run it."""
import jax

jax.config.update("jax_num_cpu_devices", 4)

import jax.numpy as jnp  # noqa: E402
import optax  # noqa: E402
from flax import nnx  # noqa: E402
from jax.sharding import AxisType, NamedSharding, PartitionSpec as P  # noqa: E402

from reference import encode, flat, main, train_step  # noqa: E402

mesh = jax.make_mesh((2, 2), ("data", "model"), axis_types=(AxisType.Auto,) * 2)


class ShardedNet(nnx.Module):
    def __init__(self, *, rngs):
        along = {"kernel_metadata": {"out_sharding": (None, "model")}, "bias_metadata": {"out_sharding": ("model",)}}
        self.linear1 = nnx.Linear(4, 8, rngs=rngs, **along)
        self.linear2 = nnx.Linear(8, 2, rngs=rngs, kernel_metadata={"out_sharding": ("model", None)})

    def __call__(self, x):
        return self.linear2(nnx.relu(self.linear1(x)))


def data(seed):
    key_x, key_y = jax.random.split(jax.random.key(seed + 1))
    return jax.random.normal(key_x, (16, 4)), jax.random.normal(key_y, (16, 2))


def put_batch(x):
    return jax.device_put(x, NamedSharding(mesh, P("data")))


def places(array):
    """Begin and end of each axis, device by device."""
    ends = [[part.indices(size)[:2] for part, size in zip(shard.index, array.shape)] for shard in array.addressable_shards]
    return jnp.array(ends).reshape(len(ends), -1)


def standardize(x):
    return (x - jnp.mean(x, axis=0)) / jnp.std(x, axis=0)


def case(seed):
    x, y = data(seed)
    with jax.set_mesh(mesh):
        model = ShardedNet(rngs=nnx.Rngs(seed))
        optimizer = nnx.Optimizer(model, optax.adamw(1e-2, weight_decay=0.1), wrt=nnx.Param)
        initial = flat(nnx.state(model, nnx.Param))
        for _ in range(30):
            train_step(model, optimizer, put_batch(x), put_batch(y))
    return {
        "seed": seed,
        "batch": encode(places(put_batch(x))),
        "cube": encode(places(put_batch(jnp.ones((6, 3, 2))))),
        "kernel1": encode(places(model.linear1.kernel[...])[3]),
        "bias1": encode(places(model.linear1.bias[...])[3]),
        "kernel2": encode(places(model.linear2.kernel[...])[3]),
        "initial": initial,
        "trained": flat(nnx.state(model, nnx.Param)),
        "trainedState": flat(optimizer.opt_state),
        "standardized": encode(standardize(x + jnp.arange(16)[:, None] * 0.3)),
    }


main(__file__, case)
