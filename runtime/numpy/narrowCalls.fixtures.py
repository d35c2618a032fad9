"""Writes narrowCalls.fixtures.json: what functions of jax.numpy, jax.nn and jax.lax with rules of their own for floats or integers give for
dtypes of 8 and 16 bits. Run with a Python that has jax.

A case is [module, name, operands, options, results]: arrays are {dtype, shape, data}.
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


def encode(x):
    if isinstance(x, (list, tuple)):
        return [encode(v) for v in x]
    if not isinstance(x, jax.Array):
        return x
    data = np.asarray(x.astype("float32") if "float" in x.dtype.name else x).ravel().tolist()
    return {"dtype": x.dtype.name, "shape": list(x.shape), "data": [number(v) for v in data]}


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def case(name, *operands, module=jnp, **options):
    result = getattr(module, name)(*operands, **options)
    results = result if isinstance(result, tuple) else [result]
    where = {jnp: "numpy", jax.nn: "nn", jax.lax: "lax"}[module]
    cases.append([where, camel(name), encode(operands), {camel(k): v for k, v in options.items()}, encode(results)])


some = [1.5, -0.0, float("nan"), float("inf"), -2]
for dtype in ("float16", "bfloat16"):
    h = jnp.array(some, dtype)
    f = jnp.array([1.5, float("nan"), -2, 0.25], dtype)
    for name in ("signbit", "isposinf", "isneginf", "nansum", "nanmax", "nanmin", "nanargmax", "nanargmin", "frexp", "modf", "nan_to_num"):
        case(name, h)
    for name in ("nanprod", "nancumsum", "nancumprod", "nanmean", "nanvar", "nanstd", "nanmedian", "unwrap"):
        case(name, f)
    plain = jnp.array([0.25, 1.5, -2, 3, -7.5, 0.1], dtype)
    case("ldexp", plain, jnp.array([2, -3, 0, 1, 5, -20], jnp.int8))
    case("copysign", plain, plain[::-1])
    for name in ("sinc", "median", "unwrap", "average", "var", "std", "gradient", "sort", "argsort", "diff", "cumsum"):
        case(name, plain)
    case("nextafter", plain, jnp.array(0, dtype))
    case("heaviside", plain, plain)
    case("logaddexp", plain, plain[::-1])
    case("hypot", plain, plain[::-1])
    if dtype == "float16":  # JAX has neither of bfloat16
        case("interp", plain[:1], jnp.sort(plain), plain)
        case("spacing", plain)
    case("polyval", plain[:3], plain)
    case("float_power", plain, 2)
    case("convolve", plain, plain[:2])
    case("digitize", plain, jnp.array([-1, 0.5, 2], dtype))
    for name in ("relu", "relu6", "silu", "elu", "gelu", "softmax", "log_softmax", "logsumexp", "softplus", "leaky_relu", "sigmoid", "log_sigmoid", "selu", "celu", "swish", "hard_tanh", "hard_sigmoid", "soft_sign", "standardize"):
        case(name, plain, module=jax.nn)
for dtype in ("int8", "uint8"):
    i = jnp.array([0, 1, 100, 127, 7], dtype)
    if dtype == "int8":
        i = jnp.concatenate([i, jnp.array([-128, -1], dtype)])
    for name in ("signbit", "bitwise_count", "mean", "var", "median", "cumsum", "cumprod", "sum", "prod", "ptp", "diff", "sort", "nansum", "nanmax", "nanargmin", "nanmean", "unwrap", "trunc", "isposinf", "average", "count_nonzero", "unique"):
        case(name, i)
    four = jnp.array(4, dtype)
    for name in ("gcd", "lcm", "divmod", "power", "hypot", "logaddexp", "ldexp", "digitize"):
        case(name, i, jnp.array([0, 3], dtype) if name == "digitize" else four)
    for name in ("population_count", "clz"):
        case(name, i, module=jax.lax)
    case("bincount", i[:2], length=4)
    case("choose", i[:2], [i[:2], i[2:4]])
    case("take", jnp.arange(5), i[:2])
    case("convolve", i, i[1:3])
    case("searchsorted", jnp.array([0, 5, 100], dtype), i)
    case("unravel_index", i[:2], (2, 3))
    case("clip", i, 3, 100)
    for name in ("relu", "relu6", "leaky_relu", "elu", "softplus", "gelu"):
        case(name, i, module=jax.nn)
    case("one_hot", i[:2], 3, module=jax.nn)
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases))
