"""Writes slide12.reference.json: what real JAX, Flax and Optax have for the program of slides 5 to 12.

    python slide12.reference.py        (with jax, flax and optax installed)
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx


class SimpleMLP(nnx.Module):
  def __init__(self, rngs):
    self.linear1 = nnx.Linear(10, 20, rngs=rngs)
    self.linear2 = nnx.Linear(20, 5, rngs=rngs)

  def __call__(self, x):
    return self.linear2(nnx.relu(self.linear1(x)))


def numbers(x):
  return [float(v) for v in np.asarray(x, np.float32).ravel()]


model = SimpleMLP(nnx.Rngs(jax.random.key(0)))
optimizer = nnx.Optimizer(model, optax.adam(1e-3), wrt=nnx.Param)
key_data, key_loop = jax.random.split(jax.random.key(1))
x = jax.random.normal(key_data, (32, 10))
y = jax.random.normal(key_data, (32, 5))
result = {
    "keys": [int(v) for v in np.asarray(jax.random.key_data(jnp.stack([key_data, key_loop]))).ravel()],
    "bits": [int(v) for v in np.asarray(jax.random.bits(key_loop, (1000,))).ravel()],
    "uniforms": numbers(jax.random.uniform(key_loop, (1000,))),
    "normals": numbers(jax.random.normal(key_loop, (10000,))),
    "linear1": numbers(model.linear1.kernel[...]), "linear2": numbers(model.linear2.kernel[...]),
    "x": numbers(x), "y": numbers(y),
}


def loss_fn(m):
  return jnp.mean((m(x) - y) ** 2)


@nnx.jit
def step(model, optimizer):
  loss, grads = nnx.value_and_grad(loss_fn)(model)
  optimizer.update(model, grads)
  return loss


losses = [float(step(model, optimizer)) for _ in range(100)]
result["losses"] = losses[::10] + [float(loss_fn(model))]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
