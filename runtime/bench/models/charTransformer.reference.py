"""The training of charTransformer.ts in real Flax; writes charTransformer.reference.json.

    python charTransformer.reference.py [--time]        (with jax, flax and optax installed)
"""
import pathlib

import jax
import jax.numpy as jnp
import optax
from flax import nnx

import reference

text = (pathlib.Path(__file__).parent / "data/pythonTopics.txt").read_text()
alphabet = sorted(set(text))
tokens = jnp.array([alphabet.index(c) for c in text], jnp.int32)
BATCH, CONTEXT, WIDTH, HEADS, LAYERS = 16, 64, 128, 4, 4


class Block(nnx.Module):
  def __init__(self, rngs):
    self.norm1 = nnx.LayerNorm(WIDTH, rngs=rngs)
    self.attention = nnx.MultiHeadAttention(HEADS, WIDTH, use_bias=False, decode=False, rngs=rngs)
    self.norm2 = nnx.LayerNorm(WIDTH, rngs=rngs)
    self.up = nnx.Linear(WIDTH, 4 * WIDTH, rngs=rngs)
    self.down = nnx.Linear(4 * WIDTH, WIDTH, rngs=rngs)

  def __call__(self, x):
    x = x + self.attention(self.norm1(x), is_causal=True)
    return x + self.down(nnx.gelu(self.up(self.norm2(x))))


class CharTransformer(nnx.Module):
  def __init__(self, rngs):
    self.token = nnx.Embed(len(alphabet), WIDTH, rngs=rngs)
    self.place = nnx.Embed(CONTEXT, WIDTH, rngs=rngs)
    self.blocks = nnx.List([Block(rngs) for _ in range(LAYERS)])
    self.norm = nnx.LayerNorm(WIDTH, rngs=rngs)
    self.out = nnx.Linear(WIDTH, len(alphabet), rngs=rngs)

  def __call__(self, x):
    x = self.token(x) + self.place(jnp.arange(x.shape[-1]))
    for block in self.blocks:
      x = block(x)
    return self.out(self.norm(x))


model = CharTransformer(nnx.Rngs(0))
rate = optax.warmup_cosine_decay_schedule(0.0, 2e-3, 20, 200, 2e-4)
optimizer = nnx.Optimizer(model, optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate)), wrt=nnx.Param)


@nnx.jit
def train_step(model, optimizer, tokens, key):
  starts = jax.random.randint(key, (BATCH, 1), 0, tokens.size - CONTEXT)
  windows = tokens[starts + jnp.arange(CONTEXT + 1)]
  def loss(m):
    return jnp.mean(optax.softmax_cross_entropy_with_integer_labels(m(windows[:, :-1]), windows[:, 1:]))
  value, grads = nnx.value_and_grad(loss)(model)
  optimizer.update(model, grads)
  return value


def step(i):
  return {"loss": train_step(model, optimizer, tokens, jax.random.key(i))}


def bits():
  windows = tokens[jnp.arange(16)[:, None] * 3000 + jnp.arange(CONTEXT + 1)]
  return {"bits per character": jnp.mean(optax.softmax_cross_entropy_with_integer_labels(model(windows[:, :-1]), windows[:, 1:])) / jnp.log(2.0)}


reference.write(__file__, 200, step, bits)
