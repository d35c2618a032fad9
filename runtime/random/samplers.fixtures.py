"""Writes samplers.fixtures.json: what the samplers of jax.random give. Run with a Python that has jax.

A case is [name, seed, parameters, shape, numbers]; the key is jax.random.key(seed).
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

cases = []


def plain(x):
    return np.asarray(x, np.float32).tolist() if isinstance(x, (list, tuple)) else x


def case(name, seed, parameters, shape, **options):
    given = [jnp.asarray(p, jnp.float32) if isinstance(p, list) else p for p in parameters]
    x = getattr(jax.random, name)(jax.random.key(seed), *given, shape=tuple(shape) if shape is not None else None, **options)
    head, *rest = name.split("_")
    numbers = ["nan" if isinstance(v, float) and np.isnan(v) else v for v in np.asarray(x).ravel().tolist()]
    cases.append([head + "".join(p.capitalize() for p in rest), seed, parameters, shape, [list(x.shape), numbers]])


for name in ["cauchy", "maxwell"]:
    case(name, 1, [], [4])
case("pareto", 2, [[1.0, 3.5]], [3, 2])
case("rayleigh", 3, [2.0], [4])
case("double_sided_maxwell", 4, [1.0, 2.0], [4])
case("weibull_min", 5, [2.0, 1.5], [4])
case("lognormal", 6, [], [4])
case("wald", 7, [1.5], [6])
case("geometric", 8, [[0.1, 0.6]], [4, 2])
case("gamma", 9, [[0.2, 1.0, 7.5]], [4, 3])
case("loggamma", 10, [[0.01, 0.2, 3.0]], [3, 3])
case("beta", 11, [0.5, 2.0], [5])
case("dirichlet", 12, [[0.5, 2.0, 1.0]], [3])
case("chisquare", 13, [3.0], [4])
case("f", 14, [3.0, 7.0], [4])
case("t", 15, [5.0], [4])
case("generalized_normal", 16, [1.5], [4])
case("ball", 17, [3], [3])
case("poisson", 18, [[0.0, 0.5, 4.0, 9.5, 40.0, 1000.0]], [3, 6])
case("binomial", 19, [[5.0, 30.0, 500.0, -1.0], [0.3, 0.9, 0.5, 0.5]], [3, 4])
case("multinomial", 20, [20.0, [0.2, 0.5, 0.3]], None)
case("triangular", 21, [-1.0, 0.5, 2.0], [5])
case("multivariate_normal", 22, [[1.0, -1.0], [[2.0, 0.5], [0.5, 1.0]]], [3])
case("orthogonal", 23, [3], [2])
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases))
