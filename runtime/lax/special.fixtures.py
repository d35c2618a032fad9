"""Writes special.fixtures.json: what jax.lax gives for special functions of several numbers. Run with a Python that has jax."""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def numbers(x):
    return ["nan" if v != v else "inf" if v == np.inf else "-inf" if v == -np.inf else v for v in np.asarray(x, np.float32).ravel().tolist()]


inf, nan = np.inf, np.nan
a = jnp.asarray([0.1, 0.5, 1, 2.5, 2.5, 3, 10, 10, 30, 100, 0.01, 5, 1, 0, 2, 2, -1, nan, 0, 40], jnp.float32)
x = jnp.asarray([0.2, 3, 1, 0.5, 9, 2.9, 4, 18, 30, 80, 1e-4, 0.1, 30, 2, 0, inf, 1, 1, 0, 0.5], jnp.float32)
inner = slice(0, 13)
cases = [[name, [numbers(a), numbers(x)], numbers(getattr(lax, name)(a, x))] for name in ["igamma", "igammac"]]
for name in ["igamma_grad_a", "random_gamma_grad"]:
    cases.append([name, [numbers(a[inner]), numbers(x[inner])], numbers(getattr(lax, name)(a[inner], x[inner]))])

p = jnp.asarray([0.5, 2, 1, 3, 10, 0.1, 50, 5, 0, 2, 0, inf, 2, 2, -1, 2, 2], jnp.float32)
q = jnp.asarray([0.5, 3, 1, 0.5, 20, 0.2, 60, 5, 2, 0, 0, 2, inf, 2, 2, 3, 3], jnp.float32)
t = jnp.asarray([0.3, 0.4, 0.9, 0.99, 0.3, 0.01, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.5, 0.5, 0, 1], jnp.float32)
cases.append(["betainc", [numbers(p), numbers(q), numbers(t)], numbers(lax.betainc(p, q, t))])
s = jnp.asarray([2, 1, 0.5, 3, 2, 2.5, 3, 4, 2, 30, 2, 3, 5, 2, 100, 200, 1.5, 7, 1.01], jnp.float32)
r = jnp.asarray([1, 1, 1, -1, -1, -1.5, -1.5, -2.5, 0, 1.5, 1e10, -1, 0, -3.5, 2, 0.5, 50, 0.3, 2], jnp.float32)
cases.append(["zeta", [numbers(s), numbers(r)], numbers(lax.zeta(s, r))])
m = jnp.asarray([0, 1, 2, 3, 1.5, -1, 2, 3, 5, 4, 8], jnp.float32)
z = jnp.asarray([1.5, 2, 3, 0.5, 1, 1, -0.5, -0.5, 0, 12, 1.1], jnp.float32)
cases.append(["polygamma", [numbers(m), numbers(z)], numbers(lax.polygamma(m, z))])

# gradients of the sum by each operand
slopes = [["igamma", [numbers(a[inner]), numbers(x[inner])], [numbers(g) for g in jax.grad(lambda *v: lax.igamma(*v).sum(), (0, 1))(a[inner], x[inner])]]]
slopes.append(["igammac", [numbers(a[inner]), numbers(x[inner])], [numbers(g) for g in jax.grad(lambda *v: lax.igammac(*v).sum(), (0, 1))(a[inner], x[inner])]])
h = 1e-4
with jax.enable_x64(True):
    args = [np.asarray(v[:8], np.float64) for v in (p, q, t)]

    def difference(k):
        up, down = ([v + (e if i == k else 0) for i, v in enumerate(args)] for e in (h, -h))
        return (lax.betainc(*map(jnp.asarray, up)) - lax.betainc(*map(jnp.asarray, down))) / (2 * h)

    slopes.append(["betainc", [numbers(v[:8]) for v in (p, q, t)], [numbers(difference(k)) for k in range(3)]])
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"cases": cases, "slopes": slopes}) + "\n")
