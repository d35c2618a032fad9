"""Numbers for shardMap.test.ts: collectives over one and over two axes of a 4 × 2 mesh, and their gradients, as JAX computes them.

Run with eight host devices: XLA_FLAGS=--xla_force_host_platform_device_count=8 python shardMap.fixtures.py
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import PartitionSpec as P

mesh = jax.make_mesh((4, 2), ("data", "model"), axis_types=(jax.sharding.AxisType.Auto,) * 2)
D, M, DM, MD = "data", "model", ("data", "model"), ("model", "data")


def array(shape):
    k = np.arange(int(np.prod(shape)))
    return jnp.asarray((((k * 7 + 5) * (k + 3) % 23) - 11) / 8, jnp.float32).reshape(shape)


# name: (function, input shape, input spec, output spec)
cases = {
    "psum": (lambda x: lax.psum(x, D), (8, 4), (D,), ()),
    "psum model": (lambda x: lax.psum(x, M), (8, 4), (D, M), (D,)),
    "psum both": (lambda x: lax.psum(x, DM), (8, 4), (D, M), ()),
    "psum one of two": (lambda x: lax.psum(x, D), (8, 4), (D, M), (None, M)),
    "pmean": (lambda x: lax.pmean(x, D), (8, 4), (D,), ()),
    "pmean both": (lambda x: lax.pmean(x, DM), (8, 4), (D, M), ()),
    "pmax both": (lambda x: lax.pmax(x, DM), (8, 4), (D, M), ()),
    "pmin": (lambda x: lax.pmin(x, M), (8, 4), (D, M), (D,)),
    "all_gather": (lambda x: lax.all_gather(x, D), (8, 4), (D, M), (None, D, M)),
    "all_gather axis": (lambda x: lax.all_gather(x, M, axis=1), (8, 4), (D, M), (D, M)),
    "all_gather tiled": (lambda x: lax.all_gather(x, D, tiled=True), (8, 4), (D,), (D,)),
    "all_gather tiled axis": (lambda x: lax.all_gather(x, M, axis=1, tiled=True), (8, 4), (D, M), (D, M)),
    "all_gather both": (lambda x: lax.all_gather(x, DM), (8, 4), (D, M), (None, D, M)),
    "all_gather both tiled": (lambda x: lax.all_gather(x, DM, tiled=True), (8, 4), (DM,), (DM,)),
    "all_gather both turned": (lambda x: lax.all_gather(x, MD, tiled=True), (8, 4), (DM,), (DM,)),
    "psum_scatter": (lambda x: lax.psum_scatter(x, D), (16, 4), (D,), (D,)),
    "psum_scatter tiled": (lambda x: lax.psum_scatter(x, D, tiled=True), (16, 4), (D,), (D,)),
    "psum_scatter axis": (lambda x: lax.psum_scatter(x, M, scatter_dimension=1, tiled=True), (8, 4), (D, M), (D, M)),
    "psum_scatter both": (lambda x: lax.psum_scatter(x, DM, tiled=True), (64,), (DM,), (DM,)),
    "psum_scatter both turned": (lambda x: lax.psum_scatter(x, MD, tiled=True), (64,), (DM,), (DM,)),
    "ppermute": (lambda x: lax.ppermute(x, D, [(i, (i + 1) % 4) for i in range(4)]), (8, 4), (D,), (D,)),
    "ppermute some": (lambda x: lax.ppermute(x, D, [(0, 2), (3, 1)]), (8, 4), (D, M), (D, M)),
    "ppermute both": (lambda x: lax.ppermute(x, DM, [(i, (i + 3) % 8) for i in range(8)]), (8, 4), (DM,), (DM,)),
    "all_to_all": (lambda x: lax.all_to_all(x, D, 1, 0, tiled=True), (8, 4), (D,), (D,)),
    "all_to_all back": (lambda x: lax.all_to_all(x, D, 0, 1, tiled=True), (16, 4), (D,), (D,)),
    "all_to_all untiled": (lambda x: lax.all_to_all(x, D, 1, 0), (8, 4), (D,), (D,)),
    "all_to_all both": (lambda x: lax.all_to_all(x, DM, 1, 0, tiled=True), (8, 8), (DM,), (DM,)),
    "axis_index": (lambda x: x * 0 + lax.axis_index(D), (8, 4), (D, M), (D, M)),
    "axis_index both": (lambda x: x * 0 + lax.axis_index(DM), (8, 4), (D, M), (D, M)),
    "axis_index turned": (lambda x: x * 0 + lax.axis_index(MD), (8, 4), (D, M), (D, M)),
    "axis_size": (lambda x: x * lax.axis_size(M) + lax.axis_size(DM), (8, 4), (D, M), (D, M)),
    "softmax over devices": (
        lambda x: jnp.exp(x - lax.stop_gradient(lax.pmax(lax.stop_gradient(x.max()), DM)))
        / lax.psum(jnp.exp(x - lax.stop_gradient(lax.pmax(lax.stop_gradient(x.max()), DM))).sum(), DM),
        (8, 4),
        (D, M),
        (D, M),
    ),
    "ring": (
        lambda x: lax.fori_loop(
            0, 3, lambda i, c: x + lax.ppermute(c, D, [(i, (i + 1) % 4) for i in range(4)]) / 2, x
        ),
        (8, 4),
        (D, M),
        (D, M),
    ),
}


def text(x):
    x = np.asarray(x)
    return [str(x.dtype), list(x.shape), [float(f"{float(v):.7g}") for v in x.ravel()]]


fixture = {}
for name, (f, shape, given, wanted) in cases.items():
    g = jax.shard_map(f, mesh=mesh, in_specs=P(*given), out_specs=P(*wanted), check_vma=False)
    checked = jax.shard_map(f, mesh=mesh, in_specs=P(*given), out_specs=P(*wanted))
    x = array(shape)
    case = {"shape": list(shape), "in": given, "out": wanted, "value": text(jax.jit(g)(x))}
    try:
        case["gradient"] = text(jax.grad(lambda x: jnp.sum(jnp.sin(checked(x))))(x))
    except Exception as error:
        case["gradient"] = None
        print(name, type(error).__name__, str(error)[:150])
    fixture[name] = case

path = pathlib.Path(__file__).with_suffix(".json")
lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(case)}" for name, case in fixture.items())
path.write_text("{\n" + lines + "\n}\n")
