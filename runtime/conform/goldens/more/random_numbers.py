#!/usr/bin/env python3
"""jax.random: every sampler with several seeds, shapes and dtypes; keys; batches of keys. See builder.py."""
from builder import *

case = cases("random", "random")
r, key, kd = jrandom, jrandom.key, jrandom.key_data
def exact(id, body, **inputs): case(id, body, "exact", False, **inputs)
def close(id, body, **inputs): case(id, body, "math", False, **inputs)
def loose(id, body, **inputs): case(id, body, "linalg", False, **inputs)

for s in (0, 1, 42, 123456789, 2**31 - 1, 2**32 - 1): exact(f"keys.{s}", lambda s=s: (kd(key(s)), kd(r.split(key(s))), kd(r.split(key(s), 5)), kd(r.split(key(s), (2, 3))), kd(r.fold_in(key(s), s)), kd(r.fold_in(key(s), 7)), r.PRNGKey(s), r.split(r.PRNGKey(s), 3), r.fold_in(r.PRNGKey(s), 3)))
exact("keys.more", lambda: (kd(key(-1)), r.PRNGKey(-5), kd(r.clone(key(3))), kd(r.wrap_key_data(jnp.array([1, 2], dtype=dtype("uint32")))), r.split(key(1), 4).shape, key(0).shape, kd(r.split(key(9), 4))[2], kd(r.split(key(9), (2, 2))[1, 0]), kd(jax.vmap(key)(jnp.array([1, 2, 3]))), kd(jax.vmap(r.split)(r.split(key(4), 3))), kd(jax.vmap(r.fold_in, in_axes=(None, 0))(key(5), jnp.arange(3))), kd(key(jnp.array(9)))))
exact("keys.moving", lambda: (kd(jnp.stack([key(1), key(2)])), kd(jnp.concatenate([r.split(key(1)), r.split(key(2))])), kd(r.split(key(1), 6).reshape(2, 3)), kd(jnp.where(jnp.array([True, False]), r.split(key(1)), r.split(key(2)))), kd(r.split(key(3), 4)[::-1]), kd(r.split(key(3), 4)[jnp.array([2, 0])])))
SHAPES = [(), (1,), (7,), (2, 3), (3, 0), (2, 1, 2, 2), (1, 2, 1, 3, 2)]
for n, s in enumerate(SHAPES):
  exact(f"bits.{len(s)}d_{n}", lambda s=s, n=n: (r.bits(key(n), s), r.bits(key(n), s, dtype("uint8")), r.bits(key(n), s, dtype("uint16")), r.bits(key(n + 70), s)))
  exact(f"uniform.{len(s)}d_{n}", lambda s=s, n=n: (r.uniform(key(n + 10), s), r.uniform(r.PRNGKey(n + 10), s)))
  close(f"normal.{len(s)}d_{n}", lambda s=s, n=n: (r.normal(key(n + 20), s), r.normal(r.PRNGKey(n), s)))
  exact(f"randint.{len(s)}d_{n}", lambda s=s, n=n: (r.randint(key(n + 30), s, 0, 10), r.randint(key(n + 31), s, -5, 5), r.randint(key(n + 32), s, -2**31, 2**31 - 1), r.randint(key(n + 33), s, 0, 1)))
  exact(f"bernoulli.{len(s)}d_{n}", lambda s=s, n=n: (r.bernoulli(key(n + 40), 0.5, s), r.bernoulli(key(n + 41), 0.1, s), r.rademacher(key(n + 42), s), r.rademacher(key(n + 43), s, dtype=dtype("float32"))))
for d in INTS: exact(f"randint.{d}", lambda d=d: (r.randint(key(3), (9,), 0, 100, dtype=dtype(d)), r.randint(key(4), (9,), *((0, 2**8 - 1) if d == "uint8" else (-100, 100) if d == "int8" else (0, 30000)), dtype=dtype(d)), r.randint(key(5), (5,), 0, 1, dtype=dtype(d))))
exact("randint.arrays", lambda lo, hi: (r.randint(key(1), (3,), lo, hi), r.randint(key(2), (2, 3), lo, hi), r.randint(key(3), (3,), hi, lo), r.randint(key(6), (), 5, 6)), lo=A(3, values=[0, -10, 5], dtype="int32"), hi=A(3, values=[10, 10, 6], dtype="int32"))
case("uniform.ranges", lambda lo, hi: (r.uniform(key(1), (6,), minval=-2.0, maxval=3.0), r.uniform(key(2), (3,), minval=lo, maxval=hi), r.uniform(key(3), (2, 3), minval=lo, maxval=hi), r.uniform(key(4), (4,), minval=5, maxval=6)), "elementwise", False, lo=A(3), hi=A(3, lo=2, hi=4))
SEEDS = (0, 5, 77)
ONE = {  # a sampler of a key and a shape
  "cauchy": "linalg", "exponential": "math", "gumbel": "math", "laplace": "math", "logistic": "math", "maxwell": "math", "normal": "math", "uniform": "exact", "lognormal": None}
for n, tol in ONE.items():
  f = getattr(r, n)
  if tol: case(n, lambda f=f: tuple(f(key(s), sh) for s, sh in zip(SEEDS, [(5,), (2, 3), (1, 2, 2)])) + (f(key(1)), f(key(2), (0,))), tol, False)
PARAMS = {
  "lognormal": [dict(sigma=1.0), dict(sigma=0.4)], "truncated_normal": [dict(lower=-1.0, upper=2.0), dict(lower=0.5, upper=0.7), dict(lower=-INF, upper=0.0)], "gamma": [dict(a=0.5), dict(a=3.0), dict(a=1.0)], "loggamma": [dict(a=0.5), dict(a=2.5)],
  "beta": [dict(a=0.5, b=1.5), dict(a=2.0, b=3.0)], "chisquare": [dict(df=3.0), dict(df=1.0)], "f": [dict(dfnum=3.0, dfden=5.0)], "t": [dict(df=4.0), dict(df=1.5)], "pareto": [dict(b=2.0), dict(b=0.7)], "rayleigh": [dict(scale=1.5)], "wald": [dict(mean=1.5), dict(mean=0.5)],
  "weibull_min": [dict(scale=1.5, concentration=2.0)], "double_sided_maxwell": [dict(loc=0.5, scale=2.0)], "generalized_normal": [dict(p=1.5), dict(p=3.0)], "triangular": [dict(left=-1.0, mode=0.5, right=2.0)],
  "geometric": [dict(p=0.3), dict(p=0.9)], "poisson": [dict(lam=0.7), dict(lam=4.0), dict(lam=25.0)], "binomial": [dict(n=10.0, p=0.3), dict(n=40.0, p=0.6), dict(n=3.0, p=0.0)]}
DISCRETE = ("geometric", "poisson", "binomial")
for n, params in PARAMS.items():
  for m, p in enumerate(params):
    positional = list(p.values()) if n not in ("lognormal",) else []
    keyword = p if n == "lognormal" else {}
    case(f"{n}.{m}", lambda f=getattr(r, n), positional=positional, keyword=keyword: tuple(f(key(s), *positional, shape=sh, **keyword) for s, sh in zip(SEEDS, [(5,), (2, 3), (4,)])), "exact" if n in DISCRETE else "linalg", False)
loose("parameters.arrays", lambda a, b: (r.gamma(key(1), a), r.gamma(key(2), a, (2, 4)), r.beta(key(3), a, b), r.truncated_normal(key(4), -a, b, (4,)), r.pareto(key(5), a, (4,)), r.dirichlet(key(6), a), r.dirichlet(key(7), a, (3,)), r.t(key(8), a, (4,)), r.chisquare(key(9), a, shape=(4,)), r.generalized_normal(key(10), 2.0, (3, 2))), a=A(4, lo=0.4, hi=3), b=A(4, lo=0.4, hi=3))
exact("parameters.arrays_discrete", lambda a, p: (r.poisson(key(1), a), r.poisson(key(2), a, (2, 4)), r.geometric(key(3), p, shape=(4,)), r.binomial(key(4), 9.0, p, (4,)), r.bernoulli(key(5), p), r.bernoulli(key(6), p, (3, 4))), a=A(4, lo=0.4, hi=12), p=A(4, lo=0.1, hi=0.9))
exact("categorical", lambda x: (r.categorical(key(1), x), r.categorical(key(2), x, axis=0), r.categorical(key(3), x[0]), r.categorical(key(4), x, shape=(5, 3)), r.categorical(key(5), x[0], shape=(2, 2)), r.categorical(key(6), x, replace=False, shape=(2, 3)), r.categorical(key(7), jnp.array([0.0, -INF, 1.0]), shape=(9,))), x=A(3, 4))
exact("choice", lambda x, p: (r.choice(key(1), 9, (5,)), r.choice(key(2), 9, (5,), replace=False), r.choice(key(3), x), r.choice(key(4), x, (2, 2)), r.choice(key(5), x, (3,), p=p), r.choice(key(6), x, (3,), replace=False, p=p), r.choice(key(7), x.reshape(2, 2), (3,), axis=1), r.choice(key(8), x, (4,), replace=False), r.choice(key(9), jnp.arange(5), ()), r.choice(key(10), 4, (2, 2), replace=False)), x=A(4), p=A(4, values=[0.1, 0.4, 0.3, 0.2]))
exact("permutation", lambda x, y: (r.permutation(key(1), 7), r.permutation(key(2), x), r.permutation(key(3), y), r.permutation(key(4), y, axis=1), r.permutation(key(5), y, independent=True), r.permutation(key(6), y, axis=1, independent=True), r.permutation(key(7), 1), r.permutation(key(8), 300)[:20], r.permutation(r.PRNGKey(1), 5)), x=A(6), y=A(3, 4))
loose("multivariate", lambda m, c: (r.multivariate_normal(key(1), m, c @ c.T + jnp.eye(3)), r.multivariate_normal(key(2), m, c @ c.T + jnp.eye(3), (2,)), r.multivariate_normal(key(3), jnp.stack([m, m * 2.0]), c @ c.T + jnp.eye(3)), r.multivariate_normal(key(5), m, jnp.diag(jnp.array([1.0, 2.0, 3.0])), (2, 2))), m=A(3), c=A(3, 3))
exact("multinomial", lambda p: (r.multinomial(key(1), 10.0, p), r.multinomial(key(2), 25.0, p, shape=(3, 4)), r.multinomial(key(3), 0.0, p)), p=A(4, values=[0.1, 0.4, 0.3, 0.2]))
loose("ball_orthogonal", lambda: (r.ball(key(1), 3, shape=(2,)), r.ball(key(2), 2, p=1.5, shape=(3,)), r.ball(key(3), 4), r.orthogonal(key(4), 3), r.orthogonal(key(5), 2, (2,)), jnp.abs(r.orthogonal(key(6), 3, m=2))))
for s in (3, 99):
  close(f"vmap.{s}", lambda s=s: (jax.vmap(fun("k", lambda k: r.normal(k, (2, 2))))(r.split(key(s), 3)), jax.vmap(fun("k", lambda k: r.uniform(k)))(r.split(key(s), 4)), jax.vmap(fun("k a", lambda k, a: r.gumbel(k) * a))(r.split(key(s), 3), jnp.arange(3.0)), jax.vmap(jax.vmap(fun("k", lambda k: r.exponential(k, (2,)))))(r.split(key(s), (2, 2)))))
  exact(f"vmap.discrete_{s}", lambda s=s: (jax.vmap(fun("k", lambda k: r.randint(k, (3,), 0, 9)))(r.split(key(s), 3)), jax.vmap(fun("k", lambda k: r.permutation(k, 5)))(r.split(key(s), 3)), jax.vmap(fun("k", lambda k: r.bernoulli(k, 0.3, (4,))))(r.split(key(s), 2)), jax.vmap(fun("k", lambda k: r.choice(k, 6, (3,), replace=False)))(r.split(key(s), 3)), jax.vmap(fun("k", lambda k: r.categorical(k, jnp.arange(4.0))))(r.split(key(s), 5))))
close("jit_and_loops", lambda: (jax.jit(fun("k", lambda k: r.normal(k, (3,))))(key(1)), lax.fori_loop(0, 4, fun("i c", lambda i, c: c + r.uniform(r.fold_in(key(2), i))), 0.0), lax.map(fun("k", lambda k: r.laplace(k)), r.split(key(3), 4))))
loose("derivatives", lambda a: (jax.grad(fun("a", lambda a: jnp.sum(r.gamma(key(1), a))))(a), jax.grad(fun("a", lambda a: jnp.sum(r.uniform(key(2), (3,), minval=-a, maxval=a * 2.0))))(a), jax.grad(fun("a", lambda a: jnp.sum(r.beta(key(3), a, a + 1.0))))(a), jax.grad(fun("a", lambda a: jnp.sum(r.dirichlet(key(4), a) ** 2)))(a)), a=A(3, lo=0.5, hi=3))
exact("large", lambda: (r.uniform(key(8), (1001,))[::100], r.bits(key(9), (3, 501))[:, ::100], r.randint(key(10), (700,), 0, 1000)[::70], r.bits(key(11), (1001,), dtype("uint8"))[::100]))
bad = failing("random", "random")
bad("split_negative", lambda: r.split(key(0), -1))
bad("randint_float", lambda: r.randint(key(0), (2,), 0, 5, dtype=dtype("float32")))
bad("uniform_integer", lambda: r.uniform(key(0), (2,), dtype=dtype("int32")))
bad("choice_too_many", lambda: r.choice(key(0), 3, (4,), replace=False))
bad("no_key", lambda: r.normal(jnp.ones((3,)), (2,)))
bad("key_batch", lambda: r.normal(r.split(key(0)), (2,)))
bad("key_arithmetic", lambda: key(0) + 1)

if __name__ == "__main__": main(__file__)
