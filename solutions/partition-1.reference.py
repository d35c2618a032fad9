"""Reference values of exercise partition-1, from real JAX, Flax NNX and Optax: partition-1.reference.json. See reference.py for how to run it."""
import jax
import optax
from flax import nnx

from reference import flat, main, train_step


class Net(nnx.Module):
    def __init__(self, *, rngs):
        self.block1 = nnx.Linear(4, 8, rngs=rngs)
        self.block2 = nnx.Linear(8, 8, rngs=rngs)
        self.head = nnx.Linear(8, 2, rngs=rngs)

    def __call__(self, x):
        return self.head(nnx.relu(self.block2(nnx.relu(self.block1(x)))))


def data(seed):
    key_x, key_y = jax.random.split(jax.random.key(seed + 1))
    return jax.random.normal(key_x, (16, 4)), jax.random.normal(key_y, (16, 2))


def train(seed, tx, recorded):
    """Parameters after the steps of `recorded`."""
    model = Net(rngs=nnx.Rngs(seed))
    optimizer = nnx.Optimizer(model, tx, wrt=nnx.Param)
    found = []
    for step in range(1, recorded[-1] + 1):
        train_step(model, optimizer, *data(seed))
        if step in recorded:
            found.append(flat(nnx.state(model, nnx.Param)))
    return found


def labelled(label):
    """A function from parameters to labels, by the layer and the name on each path. A path into Params ends in `.value`."""
    return lambda params: jax.tree_util.tree_map_with_path(lambda path, _: label(path[0].key, path[1].key), params)


groups = optax.partition(
    {"kernel": optax.adamw(1e-2, weight_decay=0.1), "bias": optax.adam(1e-2), "head": optax.sgd(0.1)},
    labelled(lambda layer, name: "head" if layer == "head" else name),
)
frozen = optax.partition(
    {"head": optax.adam(0.01), "frozen": optax.set_to_zero()},
    labelled(lambda layer, _: "head" if layer == "head" else "frozen"),
)
layerwise = optax.partition(
    {"head": optax.sgd(0.2), "block2": optax.sgd(0.1), "block1": optax.sgd(0.05)}, labelled(lambda layer, _: layer)
)


def case(seed):
    once, five, forty = train(seed, groups, (1, 5, 40))
    return {
        "seed": seed,
        "groupsOnce": once,
        "groups5": five,
        "groups40": forty,
        "frozen": train(seed, frozen, (5,))[0],
        "layerwise": train(seed, layerwise, (30,))[0],
    }


main(__file__, case)
