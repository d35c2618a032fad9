"""Writes complex.fixtures.json: what real JAX computes with complex64, by the names of the programs in complex.test.ts. Run with a Python that has jax.

An array is [dtype, shape, numbers]; complex numbers are two numbers each; what is not finite is a string.
"""
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def number(v):
    v = float(v)
    return v if np.isfinite(v) else str(v)


def array(x):
    x = np.asarray(x)
    flat = x.ravel()
    if x.dtype == np.complex64:
        flat = flat.view(np.float32)
    return [x.dtype.name, list(x.shape), [number(v) for v in flat]]


inf, nan = np.inf, np.nan
grid = jnp.array([1 + 2j, -3.5 + 0.25j, 0.5 - 0.75j, -0.1 - 2j, 2, -2 + 0j, 1.5j, -0.5j, 0.001 + 0.002j, 7 - 6j, 0.999 + 0.01j], jnp.complex64)
other = jnp.array([3 - 1j, 1j, -0.5 + 2j, 1, 0.25 - 3j, 2 + 2j, -1, 0.5 + 0.5j, 0.3 - 0.1j, -1 - 1j, 2], jnp.complex64)
special = jnp.array([complex(a, b) for a in [0.0, 1, -1, inf, -inf, nan] for b in [0.0, 1, inf, nan]], jnp.complex64)
x = jnp.array([[1 + 2j, -1j, 3], [0.5, 2 - 2j, -1 + 1j]], jnp.complex64)
y = jnp.array([[0.5 - 1j, 2j], [1, -1], [3 + 1j, 0.25]], jnp.complex64)
r = jnp.array([1.0, -2.0, 0.5])

programs = {}
for f in "abs exp log sqrt sin cos tan tanh sinh cosh arcsin arccos arctan arcsinh arccosh arctanh expm1 log1p sign square negative conj real imag angle reciprocal isfinite isnan isinf".split():
    programs[f] = lambda f=f: getattr(jnp, f)(grid)
for f in "add subtract multiply divide power equal not_equal less less_equal greater greater_equal maximum minimum".split():
    programs[f] = lambda f=f: getattr(jnp, f)(grid, other)
for f in "rsqrt logistic".split():
    programs[f] = lambda f=f: getattr(lax, f)(grid)
programs["integerPow"] = lambda: jnp.stack([lax.integer_pow(grid, n) for n in (-3, -1, 0, 1, 2, 5)])
for f in "abs isfinite isnan isinf sqrt log sign".split():
    programs["special " + f] = lambda f=f: getattr(jnp, f)(special)
programs["special divide"] = lambda: special[:, None] / special[None, :]
programs["special multiply"] = lambda: special[:, None] * special[None, :]
for f in "sum prod mean var std max min cumsum cumprod".split():
    programs[f] = lambda f=f: getattr(jnp, f)(x, axis=1)
programs["matmul"] = lambda: x @ y
programs["real matmul"] = lambda: x @ r
programs["einsum"] = lambda: jnp.einsum("ij,jk,ik->ki", x, y, x @ y)
programs["vdot"] = lambda: jnp.vdot(x, y)
programs["inner"] = lambda: jnp.inner(x, y.T)
programs["convolve"] = lambda: jnp.convolve(x[0], y[:, 0])
programs["cov"] = lambda: jnp.cov(x)
programs["where"] = lambda: jnp.where(x.real > 0, x, r)
programs["sort"] = lambda: jnp.sort(grid)
programs["argsort"] = lambda: jnp.argsort(grid)
programs["gather and scatter"] = lambda: x.at[:, jnp.array([0, 0, 2])].add(y.T)[:, ::-1]
programs["pad"] = lambda: jnp.pad(x, ((1, 0), (0, 2)))
programs["concatenate"] = lambda: jnp.concatenate([x, y.T, r[None]])
programs["astype"] = lambda: x.astype("float32")
programs["to bool"] = lambda: jnp.array([0, 1j, 2]).astype(bool)
programs["of int"] = lambda: jnp.arange(3).astype("complex64")
programs["complex"] = lambda: lax.complex(r, r + 1)
programs["scan"] = lambda: lax.scan(lambda c, a: (c * a + 1, c - a), jnp.ones(2, jnp.complex64), y)[1]
programs["scan carry"] = lambda: lax.scan(lambda c, a: (c * a + 1, c - a), jnp.ones(2, jnp.complex64), y)[0]
programs["while"] = lambda: lax.while_loop(lambda c: jnp.abs(c) < 10, lambda c: c * (1 + 1j), jnp.complex64(1))
programs["cond"] = lambda: lax.cond(True, lambda a: a * 1j, lambda a: a, x)
programs["vmap"] = lambda: jax.vmap(lambda a, b: a * b.sum() + jnp.exp(a))(x, y.T)
programs["vmap matvec"] = lambda: jax.vmap(lambda a: y.T @ a, in_axes=0)(x)

programs["grad of a real part"] = lambda: jax.grad(lambda z: jnp.sum((z * jnp.conj(z) * jnp.sin(z)).real))(x)
programs["grad of abs"] = lambda: jax.grad(lambda z: jnp.sum(jnp.abs(z)))(x)
programs["grad of angle"] = lambda: jax.grad(lambda z: jnp.sum(jnp.angle(z)))(x)
programs["grad of imag"] = lambda: jax.grad(lambda z: jnp.sum(jnp.imag(z**3)))(x)
programs["grad by a real"] = lambda: jax.grad(lambda a: jnp.abs(jnp.sum(jnp.exp(1j * a) * x[0])))(r)
programs["holomorphic"] = lambda: jax.vmap(jax.grad(lambda z: jnp.sqrt(z) * jnp.exp(z) / (z + 3), holomorphic=True))(grid)
programs["jacfwd"] = lambda: jax.jacfwd(lambda z: y.T @ z, holomorphic=True)(x[0])
programs["jacrev"] = lambda: jax.jacrev(lambda z: jnp.tanh(z) * z[::-1], holomorphic=True)(x[0])
programs["jvp"] = lambda: jnp.stack(jax.jvp(lambda z: jnp.log(z) * jnp.conj(z), (x,), (x * 1j + 1,)))
programs["vjp"] = lambda: jax.vjp(lambda z: jnp.cumprod(z, axis=1), x)[1](jnp.conj(x))[0]
programs["vjp of matmul"] = lambda: jnp.concatenate([v.ravel() for v in jax.vjp(jnp.matmul, x, y)[1](x @ y)])
programs["grad of scan"] = lambda: jax.grad(lambda b: jnp.abs(lax.scan(lambda c, a: (c * a + 1, None), jnp.ones(2, jnp.complex64), b)[0].sum()))(y)
programs["grad of prod"] = lambda: jax.grad(lambda z: jnp.prod(z).real)(x)
programs["linear transpose"] = lambda: jax.linear_transpose(lambda z: 2j * z + jnp.roll(z, 1), x[0])(y[:, 0])[0]
programs["conj transpose"] = lambda: jax.vjp(jnp.conj, x)[1](x * 1j)[0]

texts = {
    "array": str(jnp.array([1 + 2j, 3 - 4.5j, 0.001j])),
    "repr": repr(jnp.array([1 + 2j, 3 - 4.5j, 0.001j])),
    "matrix": str(jnp.array([[1e10 + 1j, 1], [2, 3]])),
    "not finite": str(jnp.array([complex(nan, inf), 1, complex(-inf, -nan), -1.5j])),
    "scalar": str(jnp.complex64(1 - 2.5j)),
    "scalar repr": repr(jnp.complex64(1 - 2.5j)),
    "imaginary": str(jnp.complex64(-0.25j)),
    "large": str(jnp.complex64(1e20 + 1e-7j)),
    "weak": repr(jnp.asarray(1j)),
    "empty": repr(jnp.zeros((0, 2), "complex64")),
    "zeros": str(jnp.array([complex(-0.0, -0.0), 0])),
    "small": str(jnp.array([1e-5 + 1j, 123456.7 - 0.001j])),
    "long": str(jnp.arange(1200) * (1 + 1j)),
    "lines": str(jnp.arange(12) * (0.1 - 1j)),
    "jaxpr": str(jax.make_jaxpr(lambda a: jnp.exp(a) * (1 + 2j) + 2)(x)),
}
promotions = [["complex64", t, str(jnp.result_type("complex64", t))] for t in ["bool", "int8", "uint32", "float16", "bfloat16", "float32", "complex64"]]
weak = [[t, str((jnp.ones(1, t) * 1j).dtype), str((jnp.ones(1, t) * 1j).weak_type)] for t in ["bool", "int32", "float16", "bfloat16", "float32", "complex64"]]

path = pathlib.Path(__file__).with_suffix(".json")
lines = {name: array(program()) for name, program in programs.items()}
path.write_text(json.dumps({"texts": texts, "promotions": promotions, "weak": weak}, indent=1)[:-2] + ',\n "arrays": {\n' + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in lines.items()) + "\n }\n}\n")
print(len(lines))
