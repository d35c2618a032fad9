"""What real JAX, Flax NNX and Optax print for the lessons: course.fixtures.json.

    python course.fixtures.py

For each lesson a record of the words before a number, and the numbers that follow them, in order. Needs jax, flax and optax.
"""
import json
import pathlib

import math

import flax
import jax

jax.config.update("jax_num_cpu_devices", 8)

import jax.numpy as jnp  # noqa: E402
import optax  # noqa: E402
from flax import nnx  # noqa: E402
from jax.sharding import AxisType, NamedSharding, PartitionSpec as P  # noqa: E402


class SimpleMLP(nnx.Module):
    def __init__(self, din, dmid, dout, *, rngs):
        self.linear1 = nnx.Linear(din, dmid, rngs=rngs)
        self.linear2 = nnx.Linear(dmid, dout, rngs=rngs)

    def __call__(self, x):
        return self.linear2(nnx.relu(self.linear1(x)))


key_data, _ = jax.random.split(jax.random.key(1))
x_dummy = jax.random.normal(key_data, (32, 10))
y_dummy = jax.random.normal(key_data, (32, 5))


def fresh_model():
    return SimpleMLP(10, 20, 5, rngs=nnx.Rngs(jax.random.key(0)))


def mse_loss(model, x, y):
    return jnp.mean((model(x) - y) ** 2)


@nnx.jit
def train_step(model, optimizer, x, y):
    loss, grads = nnx.value_and_grad(lambda m: mse_loss(m, x, y))(model)
    optimizer.update(model, grads)
    return loss


def train(tx, steps, model=None):
    """The loss before each step and after the last one; the model and its optimizer."""
    model = model or fresh_model()
    optimizer = nnx.Optimizer(model, tx, wrt=nnx.Param)
    losses = [float(train_step(model, optimizer, x_dummy, y_dummy)) for _ in range(steps)]
    return [*losses, float(mse_loss(model, x_dummy, y_dummy))], model, optimizer


def tenth(losses):
    return losses[:-1:10]


def basic():
    model = fresh_model()
    loss, grads = nnx.value_and_grad(lambda m: mse_loss(m, x_dummy, y_dummy))(model)
    losses, *_ = train(optax.adam(1e-3), 100)
    rows = [float(v) for v in (*model.linear1.kernel[0, :5], *model.linear2.kernel[0])]
    return {
        "linear1: ": rows[:1],
        "linear2: ": rows[5:6],
        "loss ": [float(loss)],
        "gradient norm ": [float(optax.tree.norm(grads))],
        "Loss: ": tenth(losses),
        "After 100 steps: ": losses[-1:],
    }


def chains():
    l2 = optax.chain(optax.add_decayed_weights(1e-2), optax.scale_by_adam(), optax.scale_by_learning_rate(1e-3))
    clipped, *_ = train(optax.chain(optax.clip_by_global_norm(1.0), optax.adam(1e-3)), 100)
    sgd_chain = optax.chain(optax.clip_by_global_norm(1.0), optax.trace(0.9), optax.scale(-1e-3))
    sgd, *_ = train(sgd_chain, 50)
    _, _, optimizer = train(sgd_chain, 1)
    return {
        "L2 before Adam  ": train(l2, 100)[0][-1:],
        "decay after it  ": train(optax.adamw(1e-3, weight_decay=1e-2), 100)[0][-1:],
        "Loss: ": [*tenth(clipped), *tenth(sgd)],
        "After 100 steps: ": clipped[-1:],
        "After 50 steps: ": sgd[-1:],
        "norm of the trace after one step: ": [float(optax.tree.norm(nnx.as_pure(optimizer.opt_state[1].trace)))],
    }


def schedules():
    def warmup_cosine(decay_steps):
        return optax.warmup_cosine_decay_schedule(0.0, 1e-3, 1000, decay_steps, 1e-5)

    def inverse_root(count):
        return 1e-3 / jnp.sqrt(count + 1)

    ramp = optax.linear_schedule(0.0, 1e-3, 100)
    _, _, optimizer = train(optax.inject_hyperparams(optax.adam)(learning_rate=ramp), 10)
    printed, meant = warmup_cosine(9000), warmup_cosine(10_000)
    slow, *_ = train(optax.adam(printed), 100)
    quick, *_ = train(optax.adam(optax.warmup_cosine_decay_schedule(0.0, 1e-2, 10, 100, 1e-4)), 100)
    counts = (0, 1, 500, 1000, 5000, 9000, 9500, 10_000)
    return {
        "after 50 updates: ": [float(ramp(50))],
        "the rate of the tenth update: ": [float(optimizer.opt_state.hyperparams["learning_rate"][...])],
        "rate at count 99: ": [float(inverse_root(99))],
        "loss after 100 steps: ": train(optax.adam(inverse_root), 100)[0][-1:],
        "as printed ": [float(printed(count)) for count in counts],
        "as meant ": [float(meant(count)) for count in counts],
        "the first update moves the kernel by ": [0.0],
        "the rate at step 50: ": [float(printed(50))],
        "Loss: ": tenth(slow),
        "After 100 steps: ": [slow[-1], quick[-1]],
    }


def partition():
    def label(path, _):
        return "biases_group" if "bias" in path[-1].key else "kernels_group"

    groups = {"kernels_group": optax.adam(1e-4), "biases_group": optax.sgd(1e-3)}
    model = fresh_model()
    before = nnx.as_pure(nnx.state(model, nnx.Param))
    labels = jax.tree.map_with_path(label, before)
    losses, *_ = train(optax.partition(groups, labels), 100)
    _, moved, _ = train(optax.partition(groups, labels), 1)
    after = nnx.as_pure(nnx.state(moved, nnx.Param))
    distance = jax.tree.map(lambda a, b: float(jnp.abs(a - b).max()), before, after)
    head = {"train": optax.adam(1e-2), "freeze": optax.set_to_zero()}
    head_labels = jax.tree.map_with_path(lambda path, _: "freeze" if path[0].key == "linear1" else "train", before)
    return {
        **{
            f"{name} of {layer} moves by up to ": [distance[layer][name]]
            for layer in ("linear1", "linear2")
            for name in ("kernel", "bias")
        },
        "Loss: ": tenth(losses),
        "After 100 steps: ": losses[-1:],
        "True, loss ": train(optax.partition(head, head_labels), 20)[0][-1:],
    }


class Classifier(nnx.Module):
    def __init__(self, *, rngs):
        self.hidden = nnx.Linear(4, 16, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)
        self.out = nnx.Linear(16, 3, rngs=rngs)

    def __call__(self, x):
        return self.out(self.dropout(nnx.relu(self.hidden(x))))


def welcome():
    point = jnp.array([0.0, 1.0, 2.0])
    layer = nnx.Linear(3, 2, rngs=nnx.Rngs(0))

    def f(v):
        return jnp.sum(jnp.sin(v) ** 2)

    first, _ = jax.random.split(jax.random.key(42))
    return {
        "f        ": [float(f(point))],
        "compiled ": [float(jax.jit(f)(point))],
        "once  [": [float(jax.random.normal(jax.random.key(42), (3,))[0])],
        "split [ ": [float(jax.random.normal(first, (3,))[0])],
        "kernel [[ ": [float(layer.kernel[0, 0])],
        "output [[": [float(layer(jnp.ones((1, 3)))[0, 0])],
    }


def differences():
    model = Classifier(rngs=nnx.Rngs(0))
    model.eval()
    x, labels = jnp.ones((1, 4)), jnp.array([2])

    def loss_fn(m):
        return jnp.mean(optax.softmax_cross_entropy_with_integer_labels(m(x), labels))

    @nnx.jit
    def step(model, optimizer):
        loss, grads = nnx.value_and_grad(loss_fn)(model)
        optimizer.update(model, grads)
        return loss

    logits, norm = model(x), float(optax.tree.norm(nnx.grad(loss_fn)(model)))
    optimizer = nnx.Optimizer(model, optax.adamw(1e-2), wrt=nnx.Param)
    return {
        "logits: [[": [float(logits[0, 0])],
        "norm ": [norm],
        "added to itself ": [2 * norm],
        "Loss: ": [float(step(model, optimizer)) for _ in range(3)],
    }


mesh = jax.make_mesh((4, 2), ("data", "model"), axis_types=(AxisType.Auto,) * 2)
by_columns = {"kernel_metadata": {"out_sharding": (None, "model")}, "bias_metadata": {"out_sharding": ("model",)}}


def over_data(*arrays):
    return [jax.device_put(array, NamedSharding(mesh, P("data"))) for array in arrays]


class ShardedMLP(nnx.Module):
    def __init__(self, *, rngs):
        self.linear1 = nnx.Linear(10, 20, rngs=rngs, **by_columns)
        self.linear2 = nnx.Linear(20, 5, rngs=rngs)

    def __call__(self, x):
        return self.linear2(nnx.relu(self.linear1(x)))


def sharding():
    with jax.set_mesh(mesh):
        model = ShardedMLP(rngs=nnx.Rngs(0))
        optimizer = nnx.Optimizer(model, optax.adamw(1e-3), wrt=nnx.Param)
        x, y = over_data(x_dummy, y_dummy)
        losses = [float(train_step(model, optimizer, x, y)) for _ in range(100)]
        last = float(mse_loss(model, x, y))
    return {"Loss: ": tenth([*losses, last]), "After 100 steps: ": [last]}


class Spirals(nnx.Module):
    def __init__(self, *, rngs):
        self.hidden1 = nnx.Linear(2, 32, rngs=rngs, **by_columns)
        self.hidden2 = nnx.Linear(32, 32, rngs=rngs, kernel_metadata={"out_sharding": ("model", None)})
        self.head = nnx.Linear(32, 3, rngs=rngs)

    def __call__(self, x):
        return self.head(nnx.tanh(self.hidden2(nnx.tanh(self.hidden1(x)))))


def capstone():
    steps, per_arm = 200, 96
    radius = jnp.linspace(0.1, 1, per_arm)
    arms = []
    for arm in range(3):
        angle = radius * 4 + 2 * math.pi * arm / 3 + jax.random.normal(jax.random.key(arm), (per_arm,)) * 0.1
        arms.append(jnp.stack([radius * jnp.cos(angle), radius * jnp.sin(angle)], axis=1))
    schedule = optax.warmup_cosine_decay_schedule(0.0, 2e-2, 20, steps, 2e-4)

    def group(params):
        name = jax.tree_util.keystr
        return jax.tree.map_with_path(lambda path, _: "biases" if "bias" in name(path) else "kernels", params)

    groups = {"kernels": optax.adamw(schedule, weight_decay=1e-3), "biases": optax.adam(schedule)}
    tx = optax.chain(optax.clip_by_global_norm(1.0), optax.partition(groups, group))

    def loss_of(model, x, y):
        return jnp.mean(optax.softmax_cross_entropy_with_integer_labels(model(x), y))

    @nnx.jit
    def step(model, optimizer, x, y):
        loss, grads = nnx.value_and_grad(lambda m: loss_of(m, x, y))(model)
        optimizer.update(model, grads)
        return loss

    with jax.set_mesh(mesh):
        model = Spirals(rngs=nnx.Rngs(0))
        optimizer = nnx.Optimizer(model, tx, wrt=nnx.Param)
        x, y = over_data(jnp.concatenate(arms), jnp.repeat(jnp.arange(3), per_arm))
        losses = [float(step(model, optimizer, x, y)) for _ in range(steps)]
        return {
            "Loss: ": losses[::20],
            "After 200 steps: ": [float(loss_of(model, x, y))],
            "accuracy ": [float(jnp.mean(jnp.argmax(model(x), axis=1) == y))],
        }


lessons = {
    "01-welcome": welcome,
    "02-basic-training": basic,
    "03-chains": chains,
    "04-schedules": schedules,
    "05-partition": partition,
    "06-api-differences": differences,
    "07-sharding": sharding,
    "08-best-practices": capstone,
}
fixtures = {
    "versions": {"jax": jax.__version__, "flax": flax.__version__, "optax": optax.__version__},
    "lessons": {name: lesson() for name, lesson in lessons.items()},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(fixtures, indent=1) + "\n")
