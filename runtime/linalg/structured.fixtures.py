"""Writes structured.fixtures.json: what jax.lax.linalg gives for updates, mirrors and three diagonals. Run with a Python that has jax."""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from jax.lax import linalg

rng = np.random.default_rng(11)


def encode(v):
    return {"shape": list(v.shape), "data": np.asarray(v, np.float32).ravel().tolist()}


def real(*shape):
    return jnp.asarray(rng.standard_normal(shape), jnp.float32)


cases = []
r = jnp.triu(real(4, 4)) + 3 * jnp.eye(4)
w = real(4)
cases.append(["choleskyUpdate", [encode(r), encode(w)], {}, encode(linalg.cholesky_update(r, w))])
a, c = real(2, 3, 4), real(2, 3, 3)
c = c + c.swapaxes(-1, -2)
cases.append(["symmetricProduct", [encode(a), encode(c)], {"alpha": 0.5, "beta": 2, "symmetrizeOutput": True},
              encode(linalg.symmetric_product(a, c, alpha=0.5, beta=2.0, symmetrize_output=True))])
h, taus = jnp.linalg.qr(real(2, 4, 3), mode="raw")
h = h.swapaxes(-1, -2)
for left in (True, False):
    for transpose in (True, False):
        x = real(2, 4, 2) if left else real(2, 2, 4)
        cases.append(["ormqr", [encode(h), encode(taus), encode(x)], {"left": left, "transpose": transpose},
                      encode(linalg.ormqr(h, taus, x, left=left, transpose=transpose))])
dl, d, du, b = real(2, 5).at[:, 0].set(0), real(2, 5).at[0, 0].set(0), real(2, 5).at[:, -1].set(0), real(2, 5, 3)
options = {"dl": dl, "d": d, "du": du, "b": b}
solve = [{k: encode(v) for k, v in options.items()}, encode(linalg.tridiagonal_solve(dl, d, du, b))]
single = [v[1] for v in (dl, d, du, b)]
gradient = jax.grad(lambda m: linalg.tridiagonal_solve(single[0], m, single[2], single[3]).sum())(single[1])
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"cases": cases, "solve": solve, "gradient": encode(gradient)}) + "\n")
