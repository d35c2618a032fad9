"""Writes scipy.fixtures.json: jax.scipy by real JAX, for scipy.test.ts. Run with a Python that has jax.

A case is [module, function, arguments, options, numbers].
"""
import json
import pathlib

import jax.numpy as jnp
import jax.scipy as jsp
import numpy as np

cases = []


def number(v):
    return float(v) if np.isfinite(v) else str(float(v))


def case(module, function, *args, **options):
    place = jsp
    for part in module.split("."):
        place = getattr(place, part)
    result = getattr(place, function)(*[jnp.asarray(a, "float32") for a in args], **options)
    cases.append([module, function, list(args), options, [number(v) for v in np.asarray(result).ravel()]])


x = [-3.5, -1.0, -0.25, 0.0, 0.5, 1.0, 2.75, 6.0]
p = [0.01, 0.2, 0.5, 0.9]
pos = [0.1, 0.5, 1.0, 2.5, 7.0]
for f in "erf erfc expit ndtr log_ndtr i0 i0e i1 i1e entr".split():
    case("special", f, x)
for f in "erfinv logit ndtri".split():
    case("special", f, p)
for f in "gammaln digamma gamma factorial".split():
    case("special", f, pos)
case("special", "log_ndtr", [-40.0, -12.0, -5.5, -4.5, 5.5])
case("special", "gammasgn", [-0.5, -1.5, 2.0])
for f in "xlogy xlog1py rel_entr kl_div".split():
    case("special", f, [0.0, 0.5, 2.0, 0.0], [0.0, 0.25, 3.0, 2.0])
for f in "betaln beta gammainc gammaincc".split():
    case("special", f, pos, [2.0, 0.5, 1.0, 3.5, 6.0])
case("special", "betainc", pos, [2.0, 0.5, 1.0, 3.5, 6.0], [0.1, 0.3, 0.5, 0.7, 0.9])
case("special", "multigammaln", [2.5, 3.0, 7.0], 3)
for d, fs in {"norm": "logpdf pdf cdf logcdf sf logsf", "uniform": "logpdf pdf cdf", "expon": "logpdf pdf cdf sf", "cauchy": "logpdf pdf cdf", "laplace": "logpdf pdf cdf", "logistic": "logpdf pdf cdf sf"}.items():
    for f in fs.split():
        case(f"stats.{d}", f, x, loc=0.5, scale=1.5)
for f in ("ppf", "isf"):
    case("stats.norm", f, p, loc=0.5, scale=2.0)
case("stats.uniform", "ppf", p, loc=0.5, scale=2.0)
case("stats.expon", "ppf", p, loc=0.5, scale=2.0)
for f in "logpdf pdf cdf sf".split():
    case("stats.gamma", f, x, 2.5, scale=1.5)
    case("stats.chi2", f, x, 3.0)
for f in "logpdf pdf cdf".split():
    case("stats.beta", f, [-0.5, 0.0, 0.2, 0.9, 1.0, 1.5], 2.0, 3.0)
for f in "logpdf pdf".split():
    case("stats.t", f, x, 4.0, scale=2.0)
k = [-1.0, 0.0, 1.0, 2.0, 5.0]
for f in "logpmf pmf".split():
    case("stats.bernoulli", f, k, 0.3)
    case("stats.poisson", f, k, 2.5)
    case("stats.geom", f, k, 0.3)
    case("stats.binom", f, k, 4.0, 0.3)
case("stats.poisson", "cdf", k, 2.5)
case("stats.multivariate_normal", "logpdf", [[0.5, -1.0], [2.0, 0.25]], [0.25, 0.5], [[2.0, 0.5], [0.5, 1.0]])
case("stats.dirichlet", "logpdf", [0.2, 0.3, 0.5], [1.5, 2.0, 0.75])
a = [[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 2.0]]
case("linalg", "solve_triangular", a, [1.0, 2.0, 3.0])
case("linalg", "solve_triangular", a, [1.0, 2.0, 3.0], lower=True, trans=1)
case("linalg", "cholesky", a)
case("linalg", "cholesky", a, lower=True)
case("linalg", "expm", a)
case("linalg", "expm", [[0.1, -0.2], [0.3, 0.05]])
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases))
