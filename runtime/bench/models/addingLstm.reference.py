"""The training of addingLstm.ts in real Flax; writes addingLstm.reference.json.

    python addingLstm.reference.py [--time]        (with jax, flax and optax installed)
"""
import jax
import jax.numpy as jnp
import optax
from flax import nnx

import reference

BATCH, LENGTH, HIDDEN = 64, 30, 64


def sample(key, batch):
  """Sequences of numbers with two of them marked, and the sum of those two: f32[batch, length, 2], f32[batch]."""
  numbers, first, second = jax.random.split(key, 3)
  values = jax.random.uniform(numbers, (batch, LENGTH))
  half = LENGTH // 2
  marks = jnp.concatenate([
      jax.nn.one_hot(jax.random.randint(first, (batch,), 0, half), half),
      jax.nn.one_hot(jax.random.randint(second, (batch,), 0, half), half)], axis=1)
  return jnp.stack([values, marks], axis=-1), jnp.sum(values * marks, axis=1)


class AddingLstm(nnx.Module):
  def __init__(self, rngs):
    self.rnn = nnx.RNN(nnx.OptimizedLSTMCell(2, HIDDEN, rngs=rngs))
    self.out = nnx.Linear(HIDDEN, 1, rngs=rngs)

  def __call__(self, x):
    return self.out(self.rnn(x)[:, -1])[:, 0]


model = AddingLstm(nnx.Rngs(0))
optimizer = nnx.Optimizer(model, optax.chain(optax.clip_by_global_norm(1.0), optax.adam(optax.cosine_decay_schedule(5e-3, 600))), wrt=nnx.Param)


@nnx.jit
def train_step(model, optimizer, key):
  x, y = sample(key, BATCH)
  loss, grads = nnx.value_and_grad(lambda m: jnp.mean((m(x) - y) ** 2))(model)
  optimizer.update(model, grads)
  return loss


def step(i):
  return {"loss": train_step(model, optimizer, jax.random.key(i))}


def error():
  x, y = sample(jax.random.key(10**6), 1000)
  return {"mean squared error": jnp.mean((model(x) - y) ** 2)}


reference.write(__file__, 600, step, error)
