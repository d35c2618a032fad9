"""Writes functions.fixtures.json: values and gradients of jax.nn. Run with a Python that has jax.

A case is [name, arguments, options, value, gradient of the sum of value * weights in the first argument, or null].
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

cases = []


def number(v):
    if isinstance(v, (bool, int)):
        return v
    return "nan" if np.isnan(v) else "inf" if v == np.inf else "-inf" if v == -np.inf else v


def encode(v):
    if isinstance(v, (jax.Array, np.ndarray, np.generic)):
        v = jnp.asarray(v)
        return {"dtype": v.dtype.name, "shape": list(v.shape), "weak": v.weak_type, "data": [number(x) for x in np.asarray(v).ravel().tolist()]}
    if isinstance(v, (list, tuple)):
        return [encode(x) for x in v]
    return v


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def weights(y):
    return (jnp.arange(y.size, dtype=jnp.float32).reshape(y.shape) % 7 - 2.5) / 2


def case(name, *args, **options):
    f = getattr(jax.nn, name)
    value = f(*args, **options)
    gradient = None
    x = args[0]
    if isinstance(x, jax.Array) and x.dtype == jnp.float32 and isinstance(value, jax.Array):
        gradient = jax.grad(lambda x: (f(x, *args[1:], **options) * weights(value)).sum())(x)
    cases.append([camel(name), encode(list(args)), {camel(k): encode(v) for k, v in options.items()}, encode(value), encode(gradient)])


f = jnp.asarray([[-30.0, -2.5, -1.0, -0.5, 0.0, 1e-3], [0.25, 1.0, 3.0, 3.75, 6.0, 40.0]], jnp.float32)
special = jnp.asarray([np.nan, np.inf, -np.inf, -0.0], jnp.float32)
i = jnp.asarray([[-7, -1, 0], [2, 5, 9]], jnp.int32)
b = jnp.asarray([True, False])
logits = jnp.asarray(np.random.default_rng(5).standard_normal((3, 4)) * 3, jnp.float32)
mask = jnp.asarray([[True, False, True, True], [True, True, True, True], [False, False, True, False]])

for name in ["relu", "relu6", "leaky_relu", "elu", "celu", "selu", "hard_tanh", "hard_sigmoid", "hard_silu", "sigmoid", "log_sigmoid", "silu", "softplus", "soft_sign",
             "squareplus", "mish", "gelu", "identity", "tanh"]:
    case(name, f)
    case(name, jnp.asarray(2.5))
    if name not in ("hard_silu", "mish", "silu", "soft_sign"):
        case(name, special)
    if name in ("relu", "elu", "leaky_relu", "gelu", "softplus", "hard_tanh", "celu"):
        case(name, i)
case("relu", b)
case("relu", jnp.asarray(2))
case("gelu", f, approximate=False)
case("leaky_relu", f, negative_slope=0.25)
case("elu", f, alpha=0.5)
case("celu", f, alpha=2.5)
case("squareplus", f, b=0.5)
case("glu", f)
case("glu", f, axis=0)
for name in ["softmax", "log_softmax"]:
    case(name, logits)
    case(name, logits, axis=0)
    case(name, logits, axis=None)
    case(name, i)
    case(name, jnp.asarray([1000.0, 999.0, -1000.0]))
    case(name, logits, where=mask)
case("logsumexp", logits)
case("logsumexp", logits, axis=1)
case("logsumexp", logits, axis=0, keepdims=True)
case("logsumexp", logits, b=0.5)
case("logsumexp", logits, b=jnp.asarray([1.0, -1.0, 2.0, 0.0]), axis=1)
case("logsumexp", logits, b=jnp.asarray([1.0, -1.0, 2.0, 0.0]), axis=1, return_sign=True)
case("logsumexp", logits, axis=1, where=mask)
case("logsumexp", jnp.full((3,), -np.inf, jnp.float32))
case("logsumexp", i)
case("logmeanexp", logits, axis=1)
case("logmeanexp", logits, axis=1, where=mask)
case("standardize", logits)
case("standardize", logits, axis=0, epsilon=0.01, algorithm="stable")
case("one_hot", jnp.asarray([0, 2, 5, -1]), 3)
case("one_hot", jnp.asarray([[0, 2]]), 3, axis=0, dtype="int32")
case("one_hot", jnp.asarray(1), 2)

inits = []
for name, args, options in [
    ("zeros", None, {}), ("ones", None, {}), ("constant", [2.5], {}), ("uniform", [], {}), ("uniform", [], {"scale": 3}), ("normal", [], {}), ("normal", [], {"stddev": 0.3}),
    ("truncated_normal", [], {}), ("truncated_normal", [], {"stddev": 2, "lower": -1.5, "upper": 0.5}), ("lecun_normal", [], {}), ("lecun_uniform", [], {}),
    ("glorot_normal", [], {}), ("glorot_uniform", [], {}), ("xavier_normal", [], {}), ("xavier_uniform", [], {}), ("he_normal", [], {}), ("he_uniform", [], {}),
    ("kaiming_normal", [], {}), ("kaiming_uniform", [], {}), ("variance_scaling", [1.5, "fan_out", "normal"], {}), ("variance_scaling", [0.7, "fan_geo_avg", "uniform"], {}),
    ("variance_scaling", [2, "fan_avg", "truncated_normal"], {"in_axis": 0, "out_axis": 1}), ("variance_scaling", [1, "fan_in", "normal"], {"batch_axis": 0}),
    ("lecun_normal", [], {"in_axis": [0, 1]}),
]:
    for shape in [(10, 20), (3, 3, 4, 5)]:
        key = jax.random.key(len(inits))
        made = getattr(jax.nn.initializers, name)
        given = {k: tuple(v) if isinstance(v, list) else v for k, v in options.items()}
        out = made(key, shape) if args is None else made(*args, **given)(key, shape)
        inits.append([camel(name), args, {camel(k): v for k, v in options.items()}, len(inits), shape, np.asarray(out).ravel().tolist()[:40]])

path = pathlib.Path(__file__).with_suffix(".json")
text = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
more = ",\n".join(json.dumps(c, separators=(",", ":")) for c in inits)
path.write_text('{"cases": [\n' + text + '\n],\n"initializers": [\n' + more + "\n]}\n")
