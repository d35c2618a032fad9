"""Numbers for compositions.test.ts: loops, branches, custom rules and checkpoints inside each other, as JAX computes them."""

import json
import pathlib

import jax
import jax.numpy as jnp
from jax import lax


def floats(*xs):
    return jnp.array(xs, dtype=jnp.float32)


@jax.custom_jvp
def forward_rule(x):
    return jnp.sin(x)


forward_rule.defjvp(lambda p, t: (jnp.sin(p[0]), t[0] * jnp.cos(p[0]) * 2))


@jax.custom_vjp
def reverse_rule(x):
    return jnp.sin(x)


reverse_rule.defvjp(lambda x: (jnp.sin(x), x), lambda x, g: (g * jnp.cos(x) * 2,))


def batched_scan(rule):
    def loss(w):
        run = lambda x: lax.scan(lambda c, y: (rule(c * w + y), c), x, floats(1, 2))[0]
        return jnp.sum(jax.vmap(run)(floats(0.1, 0.2, 0.3)))

    return jax.grad(loss)(0.5)


def checkpoints(w):
    body = jax.checkpoint(lambda c, y: (reverse_rule(c * w) + y, c))
    return lax.scan(body, 1.5, floats(1, 2))[0]


def branches(w):
    step = lambda i, c: lax.cond(c > 1, lambda z: z * w, lambda z: z + w + i, c)
    return lax.fori_loop(0, 3, step, w)


def products(x):
    return jnp.sum(lax.scan(lambda c, y: (c * y, c * c), jnp.prod(x), x)[1])


def tree_carry(ab):
    def step(c, y):
        return {"u": c["u"] * ab["a"], "v": (c["u"] + c["v"]) * y}, c["v"]

    c, ys = lax.scan(step, {"u": ab["b"], "v": floats(0, 0)}, floats(1, 2, 3))
    return jnp.sum(c["v"]) + jnp.sum(ys)


choices = [jnp.sin, jnp.cos, lambda z: z * z]
cases = {
    "customJvp in scan in vmap in grad": batched_scan(forward_rule),
    "customVjp in scan in vmap in grad": batched_scan(reverse_rule),
    "checkpoint of a scan of checkpoints": jax.grad(jax.checkpoint(checkpoints))(0.5),
    "cond in foriLoop in grad in vmap": jax.vmap(jax.grad(branches))(floats(0.5, 2, -1)),
    "jacfwd of whileLoop": jax.jacfwd(lambda x: lax.while_loop(lambda c: jnp.sum(c) < 20, lambda c: c * x + 1, x))(
        floats(1.5, 2)
    ),
    "foriLoop with mapped bounds": jax.vmap(lambda n, x: lax.fori_loop(0, n, lambda i, c: c * x, 1.5))(
        jnp.array([0, 1, 3]), floats(2, 3, 4)
    ),
    "hessian of scan": jax.hessian(products)(floats(1.5, 2)),
    "grad of associativeScan": jax.grad(lambda x: jnp.sum(lax.associative_scan(jnp.multiply, x)))(floats(1, 2, 3, 4)),
    "grad of map in batches": jax.grad(lambda x: jnp.sum(lax.map(lambda v: v * v * x, floats(1, 2, 3), batch_size=2)))(
        2.0
    ),
    "switch by a mapped index": jax.vmap(jax.grad(lambda k, x: lax.switch(k, choices, x), argnums=1))(
        jnp.array([0, 1, 2]), floats(1, 2, 3)
    ),
    "jvp of grad of scan": jax.jvp(
        jax.grad(lambda w: lax.scan(lambda c, y: (jnp.tanh(c * w + y), None), 0.5, floats(1, 2))[0]), [0.7], [1.0]
    )[1],
    "grad of a scan over trees": jax.grad(tree_carry)({"a": 2.0, "b": floats(1, 2)})["a"],
    "grad by a carry that stays": jax.grad(
        lambda x: lax.scan(lambda c, _: (c, c * x), x, None, length=3)[1].sum()
    )(2.0),
    "linearize of whileLoop": jax.linearize(
        lambda x: lax.while_loop(lambda c: c < 10, lambda c: c * c, x), 1.5
    )[1](1.0),
    "grad of a reversed, unrolled scan": jax.grad(
        lambda x: lax.scan(
            lambda c, y: (jnp.where(y > 1, c * x, c), y), 1.5, floats(1, 2, 3), reverse=True, unroll=2
        )[0]
    )(0.5),
}

if __name__ == "__main__":
    numbers = {name: jnp.ravel(value).tolist() for name, value in cases.items()}
    path = pathlib.Path(__file__).with_name("compositions.fixtures.json")
    path.write_text(json.dumps(numbers, indent=2) + "\n")
