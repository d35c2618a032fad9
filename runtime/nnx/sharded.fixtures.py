"""Flax NNX on a mesh of eight devices: where Variables lie, and what training gives.

    python sharded.fixtures.py       writes sharded.fixtures.json
"""
import json
import os
from pathlib import Path

os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=8"

import flax
import jax
import jax.numpy as jnp
import optax
from flax import nnx
from jax.sharding import AxisType, NamedSharding
from jax.sharding import PartitionSpec as P

mesh = jax.make_mesh((4, 2), ("data", "model"), axis_types=(AxisType.Auto,) * 2)
key_data, _ = jax.random.split(jax.random.key(1))
x = jax.random.normal(key_data, (32, 10))
y = jax.random.normal(key_data, (32, 5))


class MLP(nnx.Module):
    """The model of the slides; `cuts` says how its kernels and biases lie."""

    def __init__(self, cuts):
        rngs = nnx.Rngs(jax.random.key(0))
        note = lambda spec: {} if spec is None else {"out_sharding": spec}
        self.linear1 = nnx.Linear(10, 20, rngs=rngs, kernel_metadata=note(cuts[0]), bias_metadata=note(cuts[1]))
        self.linear2 = nnx.Linear(20, 5, rngs=rngs, kernel_metadata=note(cuts[2]), bias_metadata=note(cuts[3]))

    def __call__(self, h):
        return self.linear2(nnx.relu(self.linear1(h)))


@nnx.jit
def train_step(model, optimizer, a, b):
    loss, grads = nnx.value_and_grad(lambda m: jnp.mean((m(a) - b) ** 2))(model)
    optimizer.update(model, grads)
    return loss


def entries(spec):
    """A spec without what it says of axes that are whole."""
    found = [list(e) if isinstance(e, tuple) else e for e in spec]
    while found and found[-1] is None:
        found.pop()
    return found


def lying(tree):
    """For each Variable how it is cut, and the shape of a part."""
    report = {}
    for path, v in nnx.to_flat_state(nnx.state(tree)):
        a = v.get_value()
        report[".".join(map(str, path))] = [entries(a.sharding.spec), list(a.addressable_shards[0].data.shape)]
    return report


def train(cuts, batch):
    with jax.set_mesh(mesh):
        model = MLP(cuts)
        optimizer = nnx.Optimizer(model, optax.adamw(1e-3), wrt=nnx.Param)
        put = lambda a: jax.device_put(a, NamedSharding(mesh, batch))
        made = lying(model) | {f"optimizer.{k}": v for k, v in lying(optimizer).items()}
        losses = [float(train_step(model, optimizer, put(x), put(y))) for _ in range(100)]
        after = float(jnp.mean((model(x) - y) ** 2))
    return {
        "made": made,
        "losses": losses[::10] + [after],
        "trained": lying(model),
        "kernel": model.linear1.kernel[0, :5].tolist(),
    }


none = (None, None, None, None)
tensor = ((None, "model"), ("model",), ("model", None), None)
plans = {
    "slides": (((None, "model"), ("model",), None, None), P("data")),
    "data parallel": (none, P("data")),
    "tensor parallel": (tensor, P()),
    "fully sharded": ((("model", None), None, ("data", None), None), P(("data", "model"))),
    "two axes": (tensor, P("data")),
}


def slide_29():
    """Metadata after construction, and two constraint blocks."""

    class SimpleLinear(nnx.Module):
        def __init__(self):
            self.dense1 = nnx.Linear(10, 20, rngs=nnx.Rngs(0))
            self.dense1.kernel.set_metadata(out_sharding=(None, "model"))
            self.dense1.bias.set_metadata(out_sharding=("model",))

    def create(constrain):
        model = SimpleLinear()
        optimizer = nnx.Optimizer(model, optax.adamw(1e-3), wrt=nnx.Param)
        if constrain:
            for node, state in ((model, nnx.state(model)), (optimizer, nnx.state(optimizer, nnx.OptState))):
                nnx.update(node, jax.lax.with_sharding_constraint(state, nnx.get_partition_spec(state)))
        return model, optimizer

    with jax.set_mesh(mesh):
        return {
            str(constrain).lower(): {k: v for tree in nnx.jit(create, static_argnums=0)(constrain) for k, v in lying(tree).items()}
            for constrain in (True, False)
        }


def jit_shardings():
    """Where nnx.jit puts the module it is given."""
    model = MLP(none)
    cut = nnx.StateSharding({
        nnx.PathContains("kernel"): NamedSharding(mesh, P("model")),
        ...: NamedSharding(mesh, P()),
    })
    data = NamedSharding(mesh, P("data"))

    @nnx.jit(in_shardings=(cut, data), out_shardings=data)
    def step(m, a):
        m.linear1.bias[...] += a.mean(0).sum()
        return m(a)

    out = step(model, x)
    return {"model": lying(model), "out": entries(out.sharding.spec), "sum": float(out.sum()),
            "bias": float(model.linear1.bias[0])}


class Normed(nnx.Module):
    """A layer and the running mean of what it saw."""

    def __init__(self):
        self.linear = nnx.Linear(10, 4, rngs=nnx.Rngs(0))
        self.mean = nnx.BatchStat(jnp.zeros(4))

    def __call__(self, h):
        out = self.linear(h)
        self.mean[...] = 0.9 * self.mean[...] + 0.1 * jax.lax.pmean(out.mean(0), "data")
        return out - self.mean[...]


def shard_map():
    model = Normed()
    f = nnx.shard_map(lambda m, a: m(a), mesh=mesh, in_specs=(P(), P("data")), out_specs=P("data"))
    out = nnx.jit(f)(model, x)
    return {"mean": model.mean[...].tolist(), "row": out[9].tolist(), "out": entries(out.sharding.spec)}


cases = {name: train(*plan) for name, plan in plans.items()}
cases |= {"slide 29": slide_29(), "nnx.jit": jit_shardings(), "nnx.shard_map": shard_map()}
Path(__file__).with_suffix(".json").write_text(json.dumps({"flax": flax.__version__, "cases": cases}) + "\n")
