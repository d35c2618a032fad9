"""Writes linalg.fixtures.json: values of jax.numpy.linalg, and gradients of their sum weighted with w. Run with a Python that has jax."""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

a = jnp.asarray([[2.0, -1.0, 0.5], [1.5, 3.0, -0.75], [0.25, 1.0, 1.75]], jnp.float32)
L = jnp.linalg
w = jnp.asarray([[1.0, -2.0, 0.5], [0.25, 1.5, -1.0], [2.0, 0.75, 1.0]], jnp.float32)
fs = {
 "det": L.det, "slogdet": lambda x: L.slogdet(x)[1], "inv": L.inv, "solve": lambda x: L.solve(x, w), "cholesky": lambda x: L.cholesky(x @ x.T),
 "qr": lambda x: L.qr(x)[1], "eigvalsh": lambda x: L.eigvalsh(x + x.T), "svdvals": L.svdvals, "pinv": lambda x: L.pinv(x[:, :2]), "nuc": lambda x: L.norm(x, "nuc"),
 "eighVectors": lambda x: (lambda v: jnp.square(v) @ jnp.asarray([1.0, 2.0, 3.0]))(L.eigh(x + x.T)[1]),
}
def one(f):
    def loss(x):
        y = f(x); return jnp.sum(y * jnp.resize(w, y.shape)), y
    return loss
@jax.jit
def all_(x): return {k: jax.value_and_grad(one(f), has_aux=True)(x) for k, f in fs.items()}
out = all_(a)
table = {k: [np.asarray(v[0][1]).ravel().round(6).tolist(), np.asarray(v[1]).ravel().round(6).tolist()] for k, v in out.items()}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(table) + "\n")
