"""Writes fft.fixtures.json: transforms by real JAX, for fft.test.ts. Run with a Python that has jax.

A case is [function, shape, options, result]; the input is that of `values` below, real for rfft and ihfft. An array is [dtype, shape, numbers]; complex numbers are two numbers each.
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
    return [x.dtype.name, list(x.shape), [round(float(v), 7) for v in flat]]


def values(shape, dtype="complex64"):
    n = int(np.prod(shape)) * 2
    v = (((np.arange(n) * 7919 + 13) % 101) / 50 - 1).astype(np.float32)
    return v.view(np.complex64).reshape(shape) if dtype == "complex64" else v[: n // 2].reshape(shape)


cases = []


def case(name, shape, **options):
    x = values(shape, "float32" if name.startswith("rfft") or name == "ihfft" else "complex64")
    cases.append([name, shape, options, array(getattr(jnp.fft, name)(x, **options))])


for n in [1, 2, 3, 4, 5, 7, 8, 12, 16, 17, 30, 32, 37, 49, 64, 71, 90, 127]:
    case("fft", [n])
for n in [1, 6, 16, 67]:
    case("ifft", [n])
    case("rfft", [n])
for n in [2, 5, 9]:
    case("irfft", [n])
    case("hfft", [n])
    case("ihfft", [n])
for norm in ["ortho", "forward", "backward"]:
    for name in ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"]:
        case(name, [6], norm=norm)
for name in ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"]:
    case(name, [3, 4], axis=0)
    case(name, [2, 5], n=3)
    case(name, [2, 4], n=7)
for name in ["fft2", "ifft2", "rfft2", "irfft2"]:
    case(name, [2, 3, 4])
    case(name, [3, 4, 2], axes=[0, 1])
    case(name, [3, 4], s=[4, 3], norm="ortho")
for name in ["fftn", "ifftn", "rfftn", "irfftn"]:
    case(name, [2, 3, 4])
    case(name, [2, 3, 4], axes=[2, 0])
    case(name, [2, 3, 4], s=[2, 6])

z, r = jnp.asarray(values([2, 6])), jnp.asarray(values([2, 6], "float32"))
weights = jnp.asarray(values([2, 4]))
derivatives = {
    "grad of fft": jax.grad(lambda a: jnp.sum(jnp.abs(jnp.fft.fft(a)) ** 2 * jnp.arange(6)))(r),
    "grad of rfft": jax.grad(lambda a: jnp.sum((jnp.fft.rfft(a) * weights).real))(r),
    "grad of irfft": jax.grad(lambda a: jnp.sum(jnp.fft.irfft(a, n=7) ** 3))(weights),
    "vjp of ifft2": jax.vjp(jnp.fft.ifft2, z)[1](z * 1j)[0],
    "jvp of rfft2": jax.jvp(jnp.fft.rfft2, (r,), (r * r,))[1],
    "vmap of fft": jax.vmap(jnp.fft.fft, in_axes=1)(z),
    "lax irfft": lax.fft(weights, lax.FftType.IRFFT, (6,)),
}
frequencies = [[n, d, array(jnp.fft.fftfreq(n, d)), array(jnp.fft.rfftfreq(n, d))] for n, d in [(1, 1.0), (4, 1.0), (5, 0.5), (8, 0.1)]]
path = pathlib.Path(__file__).with_suffix(".json")
dump = lambda v: json.dumps(v, separators=(",", ":"))
path.write_text('{"cases": [\n' + ",\n".join(map(dump, cases)) + '\n], "frequencies": ' + dump(frequencies) + ',\n"derivatives": {\n' + ",\n".join(f"{dump(k)}: {dump(array(v))}" for k, v in derivatives.items()) + "\n}}\n")
print(len(cases))
