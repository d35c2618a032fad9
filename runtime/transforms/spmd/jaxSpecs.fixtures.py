"""Values and output specs for jaxSpecs.test.ts: small functions over a mesh of 4 × 2 devices, as JAX partitions them.

Run with eight host devices: XLA_FLAGS=--xla_force_host_platform_device_count=8 python jaxSpecs.fixtures.py
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import AxisType, NamedSharding, PartitionSpec as P

jax.config.update("jax_default_matmul_precision", "highest")
mesh = jax.make_mesh((4, 2), ("data", "model"), axis_types=(AxisType.Auto, AxisType.Auto))
D, M = "data", "model"


def array(shape, seed, dtype=np.float32):
    """Thirds of small whole numbers in a fixed order: the test makes the same ones."""
    size = int(np.prod(shape))
    k = np.arange(size, dtype=np.int64)
    return jnp.asarray((((k * 7 + seed * 5) * (k + 3) % 23) - 11) / 8, dtype).reshape(shape)


def constraint(x, *spec):
    return lax.with_sharding_constraint(x, NamedSharding(mesh, P(*spec)))


def mlp(x, w1, w2):
    return jnp.tanh(x @ w1) @ w2


def loss(w1, w2, x, y):
    return jnp.mean((mlp(x, w1, w2) - y) ** 2)


def step(x, y, w1, w2):
    g1, g2 = jax.grad(loss, (0, 1))(w1, w2, x, y)
    return w1 - 0.1 * g1, w2 - 0.1 * g2


def attention(q, k, v):
    s = jnp.einsum("bqhd,bkhd->bhqk", q, k)
    return jnp.einsum("bhqk,bkhd->bqhd", jax.nn.softmax(s, axis=-1), v)


def batch_norm(x, scale, bias):
    mean, var = x.mean(0), x.var(0)
    return (x - mean) * lax.rsqrt(var + 1e-5) * scale + bias


def conv(x, k):
    return lax.conv_general_dilated(x, k, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def rnn(h, xs, w):
    return lax.scan(lambda c, x: (jnp.tanh(c @ w + x),) * 2, h, xs)


def layer_norm(x):
    mean = x.mean(-1, keepdims=True)
    return (x - mean) / jnp.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-5)


A, B, X, Y = (8, 8), (8, 8), (8, 4), (8, 4)
W1, W2 = (4, 8), (8, 4)
# name: (function, [(shape, spec) of each input])
cases = {
    "chain": (lambda x: jnp.tanh(jnp.sin(x) * 2 + 1), [(A, (D, M))]),
    "add alike": (lambda x, y: x + y, [(A, (D, M)), (B, (D, M))]),
    "add whole": (lambda x, y: x + y, [(A, (D,)), (B, ())]),
    "add whole first": (lambda x, y: x + y, [(A, ()), (B, (D, M))]),
    "add complementing": (lambda x, y: x + y, [(A, (D,)), (B, (None, M))]),
    "add bias": (lambda x, b: x + b, [(A, (D,)), ((8,), ())]),
    "add bias cut": (lambda x, b: x + b, [(A, (D,)), ((8,), (M,))]),
    "select": (lambda x, y: jnp.where(x > 0, x, y), [(A, (D, M)), (B, ())]),
    "transpose": (lambda x: x.T, [(A, (D, M))]),
    "transpose 3": (lambda x: jnp.transpose(x, (2, 0, 1)), [((8, 2, 4), (D, None, M))]),
    "sum 0": (lambda x: x.sum(0), [(A, (D, M))]),
    "sum 1": (lambda x: x.sum(1), [(A, (D, M))]),
    "sum all": (lambda x: x.sum(), [(A, (D, M))]),
    "mean keepdims": (lambda x: x.mean(1, keepdims=True), [(A, (D, M))]),
    "max": (lambda x: x.max(0), [(A, (D, M))]),
    "argmax": (lambda x: x.argmax(1), [(A, (D,))]),
    "prod": (lambda x: x.prod(1), [(A, (D,))]),
    "any": (lambda x: (x > 1).any(1), [(A, (D,))]),
    "split": (lambda x: x.reshape(8, 2, 4), [(A, (D, M))]),
    "split front": (lambda x: x.reshape(4, 2, 8), [(A, (D,))]),
    "merge": (lambda x: x.reshape(32), [((8, 4), (D,))]),
    "merge inner": (lambda x: x.reshape(8, 8), [((8, 2, 4), (D, M))]),
    "new axis": (lambda x: x[:, None], [(A, (D, M))]),
    "squeeze": (lambda x: x.squeeze(1), [((8, 1, 4), (D, None, M))]),
    "broadcast": (lambda x: jnp.broadcast_to(x, (3, 8, 8)), [(A, (D, M))]),
    "concatenate other axis": (lambda x, y: jnp.concatenate([x, y], 1), [(A, (D,)), (B, (D,))]),
    "stack": (lambda x, y: jnp.stack([x, y]), [(A, (D, M)), (B, (D, M))]),
    "slice other axis": (lambda x: x[:, 2:5], [(A, (D,))]),
    "row": (lambda x: x[:, 3], [(A, (D,))]),
    "pad other axis": (lambda x: jnp.pad(x, ((0, 0), (1, 2))), [(A, (D,))]),
    "flip other axis": (lambda x: x[:, ::-1], [(A, (D,))]),
    "sort": (lambda x: jnp.sort(x, 1), [(A, (D,))]),
    "cumsum": (lambda x: jnp.cumsum(x, 1), [(A, (D,))]),
    "dot data": (lambda x, w: x @ w, [(X, (D,)), (W1, ())]),
    "dot tensor": (lambda x, w: x @ w, [(X, ()), (W1, (None, M))]),
    "dot 2-D": (lambda x, w: x @ w, [(X, (D,)), (W1, (None, M))]),
    "dot contracted": (lambda x, w: x @ w, [(A, (D, M)), (B, (M,))]),
    "dot FSDP": (lambda x, w: x @ w, [(A, (D,)), (B, (D,))]),
    "batched dot": (lambda x, y: jnp.einsum("bij,bjk->bik", x, y), [((8, 3, 4), (D,)), ((8, 4, 3), (D,))]),
    "outer": (lambda x, y: jnp.outer(x, y), [((8,), (D,)), ((8,), (M,))]),
    "mlp data": (mlp, [(X, (D,)), (W1, ()), (W2, ())]),
    "mlp tensor": (mlp, [(X, ()), (W1, (None, M)), (W2, (M,))]),
    "mlp 2-D": (mlp, [(X, (D,)), (W1, (None, M)), (W2, (M,))]),
    "loss data": (lambda x, y, w1, w2: loss(w1, w2, x, y), [(X, (D,)), (Y, (D,)), (W1, ()), (W2, ())]),
    "step data": (step, [(X, (D,)), (Y, (D,)), (W1, ()), (W2, ())]),
    "step tensor": (step, [(X, ()), (Y, ()), (W1, (None, M)), (W2, (M,))]),
    "step FSDP": (step, [(X, (D,)), (Y, (D,)), (W1, (D,)), (W2, (D,))]),
    "step 2-D": (step, [(X, (D,)), (Y, (D,)), (W1, (None, M)), (W2, (M,))]),
    "lookup": (lambda t, x: t[(jnp.abs(x) * 4).astype(jnp.int32)], [((8, 4), ()), ((8,), (D,))]),
    "lookup columns": (lambda t, x: t[(jnp.abs(x) * 4).astype(jnp.int32)], [((8, 4), (None, M)), ((8,), (D,))]),
    "conv data": (conv, [((4, 4, 4, 2), (D,)), ((3, 3, 2, 4), ())]),
    "conv features": (conv, [((4, 4, 4, 2), (D,)), ((3, 3, 2, 4), (None, None, None, M))]),
    "batch norm": (batch_norm, [(X, (D,)), ((4,), ()), ((4,), ())]),
    "layer norm": (layer_norm, [(A, (D,))]),
    "softmax": (lambda x: jax.nn.softmax(x, axis=1), [(A, (D, M))]),
    "attention heads": (attention, [((4, 3, 2, 2), (D, None, M))] * 3),
    "scan": (rnn, [((4, 4), (D,)), ((3, 4, 4), (None, D)), ((4, 4), ())]),
    "constraint": (lambda x: constraint(jnp.sin(x), D, M) * 2, [(A, ())]),
    "constraint moves": (lambda x: constraint(x * 2, None, D) + 1, [(A, (D,))]),
    "constraint both": (lambda x: constraint(x, (D, M)) + 1, [(A, (D,))]),
    "add conflicting": (lambda x, y: x + y, [(A, (D,)), (B, (None, D))]),
    "add conflicting axes": (lambda x, y: x * y, [(A, (D,)), (B, (M,))]),
    "dot conflicting": (lambda x, w: x @ w, [(A, (D,)), (B, (None, D))]),
    "dot contracted on one side": (lambda x, w: x @ w, [(A, (None, M)), (B, ())]),
    "dot contracted with free": (lambda x, w: x @ w, [(A, (None, D)), (B, (D, M))]),
    "concatenate cut axis": (lambda x, y: jnp.concatenate([x, y], 0), [(A, (D,)), (B, (D,))]),
    "slice cut axis": (lambda x: x[:4], [(A, (D,))]),
    "slice step of cut axis": (lambda x: x[::2], [(A, (None, M))]),
    "flip cut axis": (lambda x: x[::-1], [(A, (D,))]),
    "pad cut axis": (lambda x: jnp.pad(x, ((4, 4), (0, 0))), [(A, (D,))]),
    "roll cut axis": (lambda x: jnp.roll(x, 1, 0), [(A, (D,))]),
    "sort cut axis": (lambda x: jnp.sort(x, 0), [(A, (D,))]),
    "cumsum cut axis": (lambda x: jnp.cumsum(x, 0), [(A, (D,))]),
    "merge inner cut": (lambda x: x.reshape(64), [(A, (None, D))]),
    "split inner cut": (lambda x: x.reshape(2, 4, 8), [(A, (D,))]),
    "merge both cut": (lambda x: x.reshape(64), [(A, (D, M))]),
    "lookup in cut rows": (lambda t, x: t[(jnp.abs(x) * 4).astype(jnp.int32)], [((8, 4), (D,)), ((8,), ())]),
    "embedding gradient": (
        lambda t, x: jax.grad(lambda t: jnp.sum(jnp.sin(t[(jnp.abs(x) * 4).astype(jnp.int32)])))(t),
        [((8, 4), ()), ((8,), (D,))],
    ),
    "conv channels": (conv, [((4, 4, 4, 2), (None, None, None, M)), ((3, 3, 2, 4), (None, None, M))]),
    "conv rows": (conv, [((4, 4, 4, 2), (None, D)), ((3, 3, 2, 4), ())]),
    "argmax cut axis": (lambda x: x.argmax(0), [(A, (D,))]),
    "prod cut axis": (lambda x: x.prod(0), [(A, (D,))]),
    "outer alike": (lambda x, y: jnp.outer(x, y), [((8,), (D,)), ((8,), (D,))]),
    "constant": (lambda x: jnp.ones((8, 8)) * 2, [(A, (D,))]),
    "iota added": (lambda x: x + jnp.arange(8.0), [(A, (None, M))]),
    "constraint whole": (lambda x: constraint(x.sum(0), None), [(A, (D, M))]),
}


def text(x):
    x = np.asarray(x)
    return [str(x.dtype), list(x.shape), [float(f"{float(v):.7g}") for v in x.ravel()]]


def spec_of(x):
    if not isinstance(x.sharding, NamedSharding):
        return [] if x.is_fully_replicated else str(x.sharding)
    spec = [list(e) if isinstance(e, tuple) else e for e in x.sharding.spec]
    while spec and spec[-1] is None:
        spec.pop()
    return spec


fixture = {}
for name, (f, inputs) in cases.items():
    args = [jax.device_put(array(shape, i + 1), NamedSharding(mesh, P(*spec))) for i, (shape, spec) in enumerate(inputs)]
    results = jax.tree.leaves(jax.jit(f)(*args))
    fixture[name] = {
        "inputs": [[list(shape), list(spec)] for shape, spec in inputs],
        "outputs": [{"value": text(x), "spec": spec_of(x)} for x in results],
    }

path = pathlib.Path(__file__).with_suffix(".json")
lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(case)}" for name, case in fixture.items())
path.write_text("{\n" + lines + "\n}\n")
