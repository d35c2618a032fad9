"""The training of digitsCnn.ts in real Flax; writes digitsCnn.reference.json.

    python digitsCnn.reference.py [--time]        (with jax, flax and optax installed)
"""
import pathlib

import jax
import jax.numpy as jnp
import optax
from flax import nnx

import reference

lines = (pathlib.Path(__file__).parent / "data/digits.txt").read_text().split()
labels = jnp.array([int(line) for line in lines[::2]])
images = jnp.array([[int(c, 17) for c in line] for line in lines[1::2]], jnp.float32).reshape(-1, 8, 8, 1) / 16
order = jax.random.permutation(jax.random.key(0), len(labels))
training, held_out = order[:1437], order[1437:]
BATCH, BATCHES = 64, 22  # 22 whole batches of the 1,437 images


class DigitsCnn(nnx.Module):
  def __init__(self, rngs):
    self.conv1 = nnx.Conv(1, 32, (3, 3), use_bias=False, rngs=rngs)
    self.norm1 = nnx.BatchNorm(32, momentum=0.9, rngs=rngs)
    self.conv2 = nnx.Conv(32, 64, (3, 3), use_bias=False, rngs=rngs)
    self.norm2 = nnx.BatchNorm(64, momentum=0.9, rngs=rngs)
    self.hidden = nnx.Linear(4 * 4 * 64, 128, rngs=rngs)
    self.dropout = nnx.Dropout(0.5, rngs=rngs)
    self.out = nnx.Linear(128, 10, rngs=rngs)

  def __call__(self, x):
    x = nnx.relu(self.norm1(self.conv1(x)))
    x = nnx.max_pool(nnx.relu(self.norm2(self.conv2(x))), (2, 2), strides=(2, 2))
    x = nnx.relu(self.hidden(x.reshape(x.shape[0], -1)))
    return self.out(self.dropout(x))


model = DigitsCnn(nnx.Rngs(params=0, dropout=1))
optimizer = nnx.Optimizer(model, optax.adam(1e-3), wrt=nnx.Param)


@nnx.jit
def train_step(model, optimizer, images, labels, rows):
  def loss(m):
    return jnp.mean(optax.softmax_cross_entropy_with_integer_labels(m(images[rows]), labels[rows]))
  value, grads = nnx.value_and_grad(loss)(model)
  optimizer.update(model, grads)
  return value


def step(i):
  epoch, batch = divmod(i, BATCHES)
  shuffled = training[jax.random.permutation(jax.random.key(1 + epoch), 1437)]
  return {"loss": train_step(model, optimizer, images, labels, shuffled[batch * BATCH:(batch + 1) * BATCH])}


def accuracy():
  model.eval()
  return {"accuracy": jnp.mean(jnp.argmax(model(images[held_out]), -1) == labels[held_out])}


reference.write(__file__, 220, step, accuracy)
