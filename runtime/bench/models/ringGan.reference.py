"""The training of ringGan.ts in real Flax; writes ringGan.reference.json.

    python ringGan.reference.py [--time]        (with jax, flax and optax installed)
"""
import jax
import jax.numpy as jnp
import optax
from flax import nnx

import reference

BATCH, LATENT, HIDDEN, MODES, SPREAD = 256, 8, 128, 8, 0.1


def real(key, batch):
  """Points near eight places on the unit circle: f32[batch, 2]."""
  place, noise = jax.random.split(key)
  angle = jax.random.randint(place, (batch,), 0, MODES) * (2 * jnp.pi / MODES)
  return jnp.stack([jnp.cos(angle), jnp.sin(angle)], axis=-1) + SPREAD * jax.random.normal(noise, (batch, 2))


class Perceptron(nnx.Module):
  def __init__(self, sizes, rngs):
    self.layers = nnx.List([nnx.Linear(a, b, rngs=rngs) for a, b in zip(sizes, sizes[1:])])

  def __call__(self, x):
    for layer in self.layers[:-1]:
      x = nnx.leaky_relu(layer(x), 0.2)
    return self.layers[-1](x)


generator = Perceptron([LATENT, HIDDEN, HIDDEN, 2], nnx.Rngs(0))
discriminator = Perceptron([2, HIDDEN, HIDDEN, 1], nnx.Rngs(1))
optimizer_g = nnx.Optimizer(generator, optax.adam(1e-3, b1=0.5), wrt=nnx.Param)
optimizer_d = nnx.Optimizer(discriminator, optax.adam(2e-3, b1=0.5), wrt=nnx.Param)
bce = optax.sigmoid_binary_cross_entropy


@nnx.jit
def train_step(generator, discriminator, optimizer_g, optimizer_d, key):
  data, first, second = jax.random.split(key, 3)
  points, fake = real(data, BATCH), generator(jax.random.normal(first, (BATCH, LATENT)))
  def discriminator_loss(d):
    return jnp.mean(bce(d(points), jnp.ones((BATCH, 1)))) + jnp.mean(bce(d(fake), jnp.zeros((BATCH, 1))))
  loss_d, grads = nnx.value_and_grad(discriminator_loss)(discriminator)
  optimizer_d.update(discriminator, grads)
  z = jax.random.normal(second, (BATCH, LATENT))
  loss_g, grads = nnx.value_and_grad(lambda g: jnp.mean(bce(discriminator(g(z)), jnp.ones((BATCH, 1)))))(generator)
  optimizer_g.update(generator, grads)
  return loss_d, loss_g


def step(i):
  loss_d, loss_g = train_step(generator, discriminator, optimizer_g, optimizer_d, jax.random.key(i))
  return {"discriminator": loss_d, "generator": loss_g}


def coverage():
  points = generator(jax.random.normal(jax.random.key(10**6), (2000, LATENT)))
  angles = jnp.arange(MODES) * (2 * jnp.pi / MODES)
  places = jnp.stack([jnp.cos(angles), jnp.sin(angles)], axis=-1)
  distance = jnp.linalg.norm(points[:, None] - places, axis=-1)
  near = jnp.min(distance, axis=1) < 3 * SPREAD
  counts = jnp.sum((jnp.argmin(distance, axis=1)[:, None] == jnp.arange(MODES)) & near[:, None], axis=0)
  return {"points near a mode": jnp.mean(near), "modes": jnp.sum(counts > 2000 / MODES / 4)}


reference.write(__file__, 2000, step, coverage)
