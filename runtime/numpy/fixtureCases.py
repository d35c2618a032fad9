"""What ordering, families and vocabulary.fixtures.py share: cases of calls of jax.numpy, their encoding, and operands of every kind.

A case is [name, arguments, options, results]. An argument is a number, a list, null, or {dtype, shape, data, weak}.
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

cases = []
rng = np.random.default_rng(3)


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
    if name.endswith("_"):
        return name
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest) if head else name


def case(name, *args, **options):
    f = getattr(jnp, name)
    expected = f(*args, **options)
    call(name, args, options, expected)


def call(name, args, options, expected):
    """A case whose arguments stand in other places here than in Python."""
    cases.append([camel(name), encode(list(args)), {camel(k): encode(v) for k, v in options.items()}, encode(expected)])


def write(script):
    """Writes the cases beside a script."""
    pathlib.Path(script).with_suffix(".json").write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
    print(len(cases))


f = jnp.asarray([[-2.5, -0.5, 0.0], [0.25, 1.0, 3.75]], jnp.float32)
g = jnp.asarray([1.5, -2.0, 0.5], jnp.float32)
i = jnp.asarray([[-7, -1, 0], [2, 5, 9]], jnp.int32)
j = jnp.asarray([3, -2, 4], jnp.int32)
u = jnp.asarray([0, 3, 4000000000], jnp.uint32)
b = jnp.asarray([True, False, True])
special = jnp.asarray([np.nan, np.inf, -np.inf, -0.0, 1e-30, -1e30], jnp.float32)
positive = jnp.asarray([0.1, 1.0, 2.5, 100.0], jnp.float32)
wi = jnp.asarray(2)
wf = jnp.asarray(2.5)
cube = jnp.asarray(rng.standard_normal((2, 3, 4)), jnp.float32)
big = jnp.asarray(rng.standard_normal((17, 23)), jnp.float32)
empty = jnp.zeros((0, 3), jnp.float32)
pos4 = jnp.asarray(rng.random((5, 4)) + 0.5, jnp.float32)
