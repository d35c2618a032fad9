"""Writes folds.fixtures.json: what jax.lax gives for reduce, bits, patches and shapes. Run with a Python that has jax."""
import json
import pathlib

import jax.numpy as jnp
import numpy as np
from jax import lax

rng = np.random.default_rng(7)
out = {}


def numbers(x):
    return ["nan" if v != v else "inf" if v == np.inf else "-inf" if v == -np.inf else v for v in np.asarray(x).ravel().tolist()]


x = jnp.asarray(rng.integers(-9, 10, (2, 5, 3)))
f = jnp.asarray(rng.standard_normal((2, 5, 3)), jnp.float32)
out["x"], out["f"] = numbers(x), numbers(f)
folds = []
for axes in [(0,), (1,), (0, 2), (0, 1, 2)]:
    both = lax.reduce((f, x), (-np.float32(np.inf), np.int32(0)), lambda a, b: (jnp.maximum(a[0], b[0]), jnp.where(a[0] > b[0], a[1], b[1])), axes)
    folds.append([
        list(axes),
        numbers(lax.reduce(f, np.float32(0), lax.add, axes)),
        numbers(lax.reduce(f, np.float32(2), lax.mul, axes)),
        numbers(lax.reduce(f, np.float32(0), lambda a, b: jnp.sqrt(a * a + b * b), axes)),
        numbers(lax.reduce_xor(x, axes)),
        numbers(both[0]),
        numbers(both[1]),
    ])
out["folds"] = folds

special = jnp.asarray([0.1, -1.0 / 3, 1e-5, 6e-8, 3e-8, 65519.9, 65520, 1e30, -3.4e38, np.nan, np.inf, -0.0, 1e-40, 3.3e38], jnp.float32)
out["special"] = numbers(special)
out["precision"] = [[e, m, numbers(lax.reduce_precision(special, e, m))] for e, m in [(5, 10), (8, 7), (8, 23), (4, 3), (8, 1), (5, 23)]]

mulhi = []
for name in ["int32", "uint32", "int8", "uint16"]:
    info = jnp.iinfo(name)
    a = np.concatenate([rng.integers(info.min, info.max, 20), [info.min, info.max, 0]]).astype(name)
    b = np.concatenate([rng.integers(info.min, info.max, 20), [info.min, info.max, 1]]).astype(name)
    mulhi.append([name, numbers(a), numbers(b), numbers(lax.mulhi(jnp.asarray(a), jnp.asarray(b)))])
out["mulhi"] = mulhi

patches = []
image = rng.integers(-3, 4, (2, 6, 5, 3)).astype(np.float32)
out["image"] = numbers(image)
for spec, strides, padding, dilation in [
    (("NHWC", "HWIO", "NHWC"), (1, 1), "VALID", None), (("NHWC", "HWIO", "NCHW"), (2, 1), "SAME", None),
    (("NHWC", "OIWH", "CWNH"), (1, 2), [(1, 0), (0, 2)], (1, 2)),
]:
    options = dict(filter_shape=(3, 2), window_strides=strides, padding=padding, rhs_dilation=dilation, dimension_numbers=spec)
    p = lax.conv_general_dilated_patches(image, **options)
    dn = lax.conv_dimension_numbers(image.shape, (1, 1, 3, 2), spec)
    shape = [0] * 4
    shape[dn.rhs_spec[0]], shape[dn.rhs_spec[1]] = 4, 18
    for k in (2, 3):
        shape[dn.rhs_spec[k]] = p.shape[dn.out_spec[k]]
    kernel = rng.integers(-2, 3, shape).astype(np.float32)
    local = lax.conv_general_dilated_local(image, kernel, **options)
    patches.append([spec, strides, padding, dilation, list(p.shape), numbers(p), shape, numbers(kernel), list(local.shape), numbers(local)])
out["patches"] = patches

dn = ("NHWC", "HWIO", "NCHW")
out["shapes"] = {
    "general": list(map(int, lax.conv_general_shape_tuple((2, 7, 9, 3), (3, 2, 3, 4), (2, 1), "SAME", dn))),
    "pads": list(map(int, lax.conv_general_shape_tuple((2, 7, 9, 3), (3, 2, 3, 4), (2, 3), [(1, 0), (2, 2)], dn))),
    "transpose": list(map(int, lax.conv_transpose_shape_tuple((2, 7, 9, 3), (3, 2, 3, 4), (2, 3), "VALID", dn))),
    "window": list(map(int, lax.reduce_window_shape_tuple((8, 9), (3, 2), (2, 1), [(1, 1), (0, 1)], (2, 1), (1, 3)))),
    "permutations": [list(map(int, p)) for p in lax.conv_general_permutations(("NHWC", "OIWH", "CWNH"))],
}

dnums = lax.ScatterDimensionNumbers(update_window_dims=(1,), inserted_window_dims=(0,), scatter_dims_to_operand_dims=(0, 1))
at = jnp.asarray([[0, 1], [1, 0], [0, 1], [5, 0], [1, 3]])
applied = lax.scatter_apply(jnp.arange(10, dtype=jnp.float32).reshape(2, 5), at, lambda v: v * 2 + 1, dnums, update_shape=(5, 2))
out["applied"] = numbers(applied)
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
