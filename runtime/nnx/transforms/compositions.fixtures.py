"""Compositions of Flax NNX's transformations, as in its guide "transforms", and their numbers.

    python compositions.fixtures.py       writes compositions.fixtures.json
"""
import json
from pathlib import Path

import flax
import jax
import jax.numpy as jnp
import optax
from flax import nnx

x = jnp.linspace(-1.0, 1.0, 12).reshape(4, 3)
y = jnp.sin(3 * x)


def make(key):
    return nnx.Linear(3, 3, rngs=nnx.Rngs(key))


def loss_fn(m, a, b):
    return jnp.mean((jnp.tanh(m(a)) - b) ** 2)


class Block(nnx.Module):
    """A layer, how often any layer ran so far, and what it saw last."""

    def __init__(self, key):
        self.linear = nnx.Linear(3, 3, rngs=nnx.Rngs(key))
        self.calls = nnx.Variable(jnp.array(0))
        self.mean = nnx.BatchStat(jnp.zeros(3))

    def __call__(self, h):
        self.calls[...] += 1
        self.mean[...] = 0.9 * self.mean[...] + 0.1 * h.mean(0)
        return h + jnp.tanh(self.linear(h))


keys = jax.random.split(jax.random.key(0), 4)
block_axes = nnx.StateAxes({nnx.Param: 0, nnx.BatchStat: 0, ...: nnx.Carry})
make_axes = nnx.StateAxes({nnx.Param: 0, nnx.BatchStat: 0, ...: None})


def make_stack():
    return nnx.vmap(Block, out_axes=make_axes)(keys)


def scan_layers():
    stack = make_stack()

    @nnx.scan(in_axes=(block_axes, nnx.Carry), out_axes=nnx.Carry)
    def forward(block, h):
        return nnx.remat(lambda b, c: b(c))(block, h)

    @nnx.jit
    def step(stack):
        return nnx.value_and_grad(lambda s: jnp.sum(forward(s, x) ** 2))(stack)

    value, grads = step(stack)
    value2 = step(stack)[0]
    return [value, value2, grads["linear"]["kernel"][...], stack.calls[...], stack.mean[...]]


def ensemble_of_optimizers():
    models = nnx.vmap(make)(keys)
    optimizers = nnx.vmap(lambda m: nnx.Optimizer(m, optax.adam(0.1), wrt=nnx.Param))(models)

    @nnx.jit
    @nnx.vmap(in_axes=(0, 0, None, None))
    def step(m, o, a, b):
        value, grads = nnx.value_and_grad(loss_fn)(m, a, b)
        o.update(m, grads)
        return value

    values = [step(models, optimizers, x, y) for _ in range(3)]
    mu = optimizers.opt_state[0].mu["kernel"][...]
    return [*values, models.kernel[...], mu, optimizers.step[...]]


def gradients_of_examples():
    model = make(keys[0])
    grads = nnx.jit(nnx.vmap(nnx.grad(loss_fn), in_axes=(None, 0, 0)))(model, x, y)
    return [grads["kernel"][...], grads["bias"][...]]


def choices():
    a, b = make(keys[0]), nnx.Dict(count=nnx.Variable(jnp.array(0)))

    def often(m, c, h):
        c["count"][...] += 10
        return m(h)

    def seldom(m, c, h):
        c["count"][...] += 1
        return -m(h)

    @nnx.jit
    def run(m, c, h):
        first = nnx.cond(h.sum() > 0, often, seldom, m, c, h)
        return first + nnx.switch(2, [often, seldom, often], m, c, h)

    return [run(a, b, x + 1), run(a, b, x - 1), b["count"][...]]


def loops():
    model = make(keys[1])

    def body(carry):
        m, h, n = carry
        m.bias[...] += 0.1
        return m, jnp.tanh(m(h)), n + 1

    _, h, n = nnx.while_loop(lambda carry: carry[2] < 3, body, (model, x, 0))
    total = nnx.fori_loop(0, 4, lambda i, c: (c[0], jnp.tanh(c[0](c[1])) + i), (model, h))[1]
    return [h, n, total, model.bias[...]]


def scan_of_training():
    model = make(keys[2])
    optimizer = nnx.Optimizer(model, optax.sgd(0.1, momentum=0.9), wrt=nnx.Param)

    @nnx.jit
    def train(model, optimizer, xs, ys):
        @nnx.scan(in_axes=(nnx.Carry, 0, 0), out_axes=(nnx.Carry, 0))
        def step(carry, a, b):
            m, o = carry
            value, grads = nnx.value_and_grad(loss_fn)(m, a, b)
            o.update(m, grads)
            return (m, o), value

        return step((model, optimizer), xs, ys)[1]

    run = nnx.cached_partial(train, model, optimizer)
    batches = x.reshape(2, 2, 3), y.reshape(2, 2, 3)
    return [run(*batches), run(*batches), model.kernel[...]]


def derivatives():
    model = make(keys[3])
    out, tangent = nnx.jvp(lambda m: m(x), (model,), (jax.tree.map(jnp.ones_like, model),), graph_updates=False)
    _, pull = nnx.vjp(lambda m, a: jnp.tanh(m(a)), model, x, graph_updates=False)
    grads, dx = pull(y)
    return [out, tangent, grads.kernel[...], dx]


cases = [scan_layers, ensemble_of_optimizers, gradients_of_examples, choices, loops, scan_of_training, derivatives]
content = {"flax": flax.__version__, "cases": {f.__name__: [jnp.asarray(a).tolist() for a in f()] for f in cases}}
Path(__file__).with_suffix(".json").write_text(json.dumps(content) + "\n")
