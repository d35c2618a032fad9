"""Writes general.fixtures.json: eigenvalues of general matrices and complex linear algebra by real JAX, for general.test.ts. Run with a Python that has jax.

Eigenvalues are in order of real, then imaginary part. An array is [dtype, shape, numbers]; complex numbers are two numbers each.
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def array(x):
    x = np.asarray(x)
    flat = x.ravel()
    if x.dtype == np.complex64:
        flat = flat.view(np.float32)
    return [x.dtype.name, list(x.shape), [float(v) for v in flat]]


def values(shape, dtype="float32"):
    n = int(np.prod(shape)) * 2
    v = (((np.arange(n) * 7919 + 13) % 101) / 50 - 1).astype(np.float32)
    return jnp.asarray(v.view(np.complex64).reshape(shape) if dtype == "complex64" else v[: n // 2].reshape(shape))


def in_order(w):
    """By real part, that of conjugate pairs alike though rounded."""
    w = np.asarray(w)
    return w[np.lexsort((w.imag, np.round(w.real, 4)))]


matrices = {f"{d} {n}": values([n, n], d) for d, n in [("float32", 1), ("float32", 5), ("complex64", 3)]}
matrices["rotation"] = jnp.array([[0.0, 1, 0], [0, 0, 1], [1, 0, 0]])
matrices["triangle"] = jnp.array([[1.0, 2, 3], [0, 4, 5], [0, 0, 6]])
matrices["block"] = jnp.array([[2.0, 0, 0], [0, 0, -3], [0, 3, 0]])
a, z, b = values([3, 3]), values([3, 3], "complex64"), values([3, 2], "complex64")
results = {f"eigvals of {k}": in_order(jnp.linalg.eigvals(m)) for k, m in matrices.items()}
results |= {
    "grad of eigvals": jax.grad(lambda m: jnp.sum(jnp.abs(jnp.linalg.eigvals(m)) ** 2))(a),
    "roots": in_order(jnp.roots(jnp.array([0, 2.0, -3, 1, 5, 0, 0]))),
    "solve": jnp.linalg.solve(z, b),
    "inv": jnp.linalg.inv(z),
    "det": jnp.linalg.det(z),
    "det of two": jnp.linalg.det(z[:2, :2]),
    "sign of det": jnp.linalg.slogdet(z)[0],
    "norm": jnp.linalg.norm(z),
    "norm of rows": jnp.linalg.norm(z, ord=3, axis=1),
    "cholesky": jnp.linalg.cholesky(z @ z.conj().T + jnp.eye(3)),
    "upper cholesky": jnp.linalg.cholesky(z @ z.conj().T + jnp.eye(3), upper=True),
    "grad of solve": jax.grad(lambda m: jnp.sum(jnp.abs(jnp.linalg.solve(m, b)) ** 2))(z),
    "hessenberg": lax.linalg.hessenberg(values([4, 4]))[0],
    "taus": lax.linalg.hessenberg(values([4, 4]))[1],
    "complex hessenberg": lax.linalg.hessenberg(values([4, 4], "complex64"))[0],
    "complex taus": lax.linalg.hessenberg(values([4, 4], "complex64"))[1],
    "triangular solve": lax.linalg.triangular_solve(z, b, left_side=True, lower=True, transpose_a=True, conjugate_a=True),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(array(v), separators=(',', ':'))}" for k, v in results.items()) + "\n}\n")
print(len(results))
