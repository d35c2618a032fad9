"""Real JAX, Flax and Optax as an engine of `nnxlab bench`: takes requests as lines of JSON, as runtime/bench/serve.ts says."""
import importlib.util
import json
import pathlib
import sys
import time

import flax
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx


def words(count, seed):
  """The hash of runtime/bench/hashed.ts."""
  x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32((seed * 0x85EBCA77) & 0xFFFFFFFF)
  x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
  x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
  return x ^ (x >> np.uint32(16))


def hashed(shape, seed, scale=1.0):
  numbers = ((words(int(np.prod(shape)), seed) >> np.uint32(8)) / 2**23 - 1) * scale
  return jnp.asarray(numbers.astype(np.float32).reshape(shape))


def sample(x):
  flat = np.asarray(x).ravel()
  return [float(flat[quarter * (flat.size - 1) // 4]) for quarter in range(5)]


class Case:
  """`step` is called again and again; `read` says whether each result is read."""

  def __init__(self, step, first, at_once=0):
    self.step, self.first, self.at_once = step, first, at_once

  def run(self, iterations):
    result = None
    for i in range(iterations):
      result = self.step()
      if self.at_once and (i + 1) % self.at_once == 0:
        float(result)
    jax.block_until_ready(result)


class MLP(nnx.Module):
  def __init__(self, sizes, scales, seed):
    rngs = nnx.Rngs(0)
    self.layers = nnx.List([nnx.Linear(a, b, rngs=rngs) for a, b in zip(sizes, sizes[1:])])
    for n, layer in enumerate(self.layers):
      layer.kernel[...] = hashed(layer.kernel.shape, seed + n, scales[n])

  def __call__(self, x):
    for layer in self.layers[:-1]:
      x = nnx.relu(layer(x))
    return self.layers[-1](x)


def training(model, tx, loss, x, y):
  optimizer = nnx.Optimizer(model, tx, wrt=nnx.Param)

  @nnx.jit
  def step(model, optimizer, x, y):
    value, grads = nnx.value_and_grad(lambda m: loss(m(x), y))(model)
    optimizer.update(model, grads)
    return value

  return lambda: step(model, optimizer, x, y)


def slide(at_once):
  step = training(
      MLP([10, 20, 5], [0.5, 0.5], 1), optax.adam(1e-3), lambda p, y: jnp.mean((p - y) ** 2),
      hashed((32, 10), 3), hashed((32, 5), 4))
  return Case(step, lambda: [float(step())], at_once)


def mlp():
  sizes = [784, 1024, 1024, 10]
  labels = jnp.asarray(((words(256, 21) >> np.uint32(8)) % np.uint32(10)).astype(np.int32))
  step = training(
      MLP(sizes, [(3 / n) ** 0.5 for n in sizes], 10), optax.adamw(1e-3),
      lambda p, y: jnp.mean(optax.softmax_cross_entropy_with_integer_labels(p, y)), hashed((256, 784), 20), labels)
  return Case(step, lambda: [float(step()), float(step())], 1)


def called(f, *shapes, seed, scale=1.0, jit=True):
  operands = [hashed(shape, seed + n, scale) for n, shape in enumerate(shapes)]
  g = jax.jit(f) if jit else f
  return Case(lambda: g(*operands), lambda: sample(g(*operands)))


def convolve(x, w):
  return jax.lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def conv_gradient():
  x, w = hashed((32, 28, 28, 32), 70), hashed((3, 3, 32, 64), 71, 0.1)
  g = jax.jit(jax.grad(lambda x, w: jnp.sum(jnp.square(convolve(x, w))), (0, 1)))
  return Case(lambda: g(x, w), lambda: [v for part in g(x, w) for v in sample(part)])


def conv():
  x, w = hashed((32, 28, 28, 32), 70), hashed((3, 3, 32, 64), 71, 0.1)
  g = jax.jit(convolve)
  return Case(lambda: g(x, w), lambda: sample(g(x, w)))


def gru(h, x, wx, wh):
  xr, xz, xn = jnp.split(x @ wx, 3, axis=1)
  hr, hz, hn = jnp.split(h @ wh, 3, axis=1)
  r, z = jax.nn.sigmoid(xr + hr), jax.nn.sigmoid(xz + hz)
  n = jnp.tanh(xn + r * hn)
  return n + z * (h - n)


def scan_gru():
  xs, wx, wh = hashed((1000, 8, 16), 82), hashed((16, 96), 80, 0.4), hashed((32, 96), 81, 0.3)
  g = jax.jit(lambda xs, a, b: jax.lax.scan(lambda h, x: (gru(h, x, a, b), None), jnp.zeros((8, 32)), xs)[0])
  return Case(lambda: g(xs, wx, wh), lambda: sample(g(xs, wx, wh)))


def layer_norm(x):
  centred = x - jnp.mean(x, axis=1, keepdims=True)
  return centred * jax.lax.rsqrt(jnp.mean(jnp.square(centred), axis=1, keepdims=True) + 1e-6)


MODELS = pathlib.Path(__file__).resolve().parents[3] / "runtime/bench/models"


def trained(name):
  """A step of a model of runtime/bench/models, whose script is imported; its losses are read after each."""
  sys.path.insert(0, str(MODELS))
  spec = importlib.util.spec_from_file_location(name, MODELS / f"{name}.reference.py")
  module = importlib.util.module_from_spec(spec)
  spec.loader.exec_module(module)
  steps = 0

  def step():
    nonlocal steps
    losses = list(module.step(steps).values())
    steps += 1
    return losses[:-1] + [float(losses[-1])]

  return Case(step, lambda: [float(x) for x in step() + step()])


large, table, small = (4 * 2**20,), (4096, 1024), (1024,)

cases = {
    "slide-step": lambda: slide(1),
    "slide-queued": lambda: slide(400),
    "slide-first": lambda: slide(1),
    "mlp": mlp,
    **{f"matmul-{n}": lambda n=n: called(jnp.matmul, (n, n), (n, n), seed=30) for n in (64, 128, 256, 512, 1024, 2048)},
    "chain": lambda: called(lambda x, y: ((x + y) * x - y) * 0.5 + 1, large, large, seed=40),
    "tanh-exp": lambda: called(lambda x, y: jnp.tanh(x * y) + jnp.exp(-x), large, large, seed=40),
    "sum": lambda: called(jnp.sum, table, seed=50, scale=3),
    "row-sums": lambda: called(lambda x: jnp.sum(x, axis=1), table, seed=50, scale=3),
    "softmax": lambda: called(jax.nn.softmax, table, seed=50, scale=3),
    "layer-norm": lambda: called(layer_norm, table, seed=50, scale=3),
    "conv": conv,
    "conv-gradient": conv_gradient,
    "scan-gru": scan_gru,
    "digits-cnn": lambda: trained("digitsCnn"),
    "char-transformer": lambda: trained("charTransformer"),
    "adding-lstm": lambda: trained("addingLstm"),
    "ring-gan": lambda: trained("ringGan"),
    "eager-add": lambda: called(lambda x, y: x + y, small, small, seed=60, jit=False),
    "jit-call": lambda: called(lambda x, y: x * 2 + y, small, small, seed=60),
}

running = None


def answer(request):
  global running
  if "versions" in request:
    return {"versions": f"jax {jax.__version__} on {jax.default_backend()}, flax {flax.__version__}, optax {optax.__version__}, all threads"}
  if "prepare" in request:
    if request["prepare"] not in cases:
      return {"missing": f"the JAX peer has no case {request['prepare']}"}
    running = cases[request["prepare"]]()
    start = time.perf_counter()
    first = running.first()
    return {"first": first, "ms": (time.perf_counter() - start) * 1e3}
  start = time.perf_counter()
  running.run(request["run"])
  return {"ms": (time.perf_counter() - start) * 1e3}


for line in sys.stdin:
  try:
    reply = answer(json.loads(line))
  except Exception as error:  # whatever it is, the benchmark shall hear of it
    reply = {"error": repr(error)}
  print(json.dumps(reply), flush=True)
