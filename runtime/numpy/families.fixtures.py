"""Writes families.fixtures.json: what jax.numpy gives for calls of whole families of functions. Run with a Python that has jax.

fixtureCases.py says what a case is.
"""
import jax.numpy as jnp
import numpy as np

from fixtureCases import b, big, call, case, cube, f, g, i, j, pos4, rng, special, u, wf, write

v = jnp.asarray(rng.standard_normal(4), jnp.float32)
s = jnp.asarray(rng.standard_normal((2, 4, 5)), jnp.float32)


# circular and hyperbolic functions, roots, parts of floats
unit = jnp.asarray([-1.0, -0.7, -0.0, 0.3, 0.5, 0.51, 1.0, 1.5, np.nan], jnp.float32)
wide = jnp.asarray([-1e30, -30.5, -1.0, -1e-3, 0.0, 1e-20, 0.99, 1.0, 2.5, 30.0, np.inf, -np.inf, np.nan], jnp.float32)
for name in ["arcsin", "acos", "arctanh"]:
    case(name, unit)
for name in ["arctan", "sinh", "cosh", "arcsinh", "cbrt", "signbit", "frexp", "modf", "spacing", "fabs", "isposinf", "isneginf"]:
    case(name, wide)
case("acosh", jnp.asarray([0.5, 1.0, 1.5, 1e10, np.inf, -2.0], jnp.float32))
case("atan", i)
for name in ["arctan2", "hypot", "copysign", "heaviside", "logaddexp2", "fmax", "fmin"]:
    for x, y in [(special, special[::-1]), (special[:, None], special), (f, g), (i, 2)]:
        case(name, x, y)
case("ldexp", f, jnp.asarray([2, -3, 130], jnp.int32))
case("sinc", f)
case("i0", jnp.asarray([-3.0, 0.0, 0.5, 7.9, 8.5, 20.0], jnp.float32))
for name in ["real", "imag", "conj", "isreal", "iscomplex"]:
    case(name, i)
case("angle", f)
case("angle", f, deg=True)
for name in ["degrees", "radians", "around"]:
    case(name, f)
call("bitwise_count", [i], {}, jnp.bitwise_count(i))
call("bitwise_count", [u], {}, jnp.bitwise_count(u))

# windows and spaces
for name in ["bartlett", "blackman", "hamming", "hanning"]:
    for n in [0, 1, 2, 7]:
        case(name, n)
case("kaiser", 6, 8.5)
case("logspace", 0, 3, num=5)
case("logspace", 0, 2, num=3, base=2, endpoint=False)
case("geomspace", 1, 256, num=9)
case("geomspace", -2.0, -54.0, num=4, endpoint=False)

# axes turned, cut, joined, edited
for k in [-1, 0, 1, 2, 3]:
    case("rot90", f, k=k)
call("rot90", [cube], {"k": 1, "axes": [1, 2]}, jnp.rot90(cube, 1, (1, 2)))
case("fliplr", f)
case("flipud", f)
case("rollaxis", cube, 2)
case("rollaxis", cube, 0, start=3)
case("rollaxis", cube, 1, start=2)
case("permute_dims", cube, (1, 2, 0))
case("array_split", g, 2)
case("array_split", cube, 3, axis=2)
case("hsplit", f, 3)
case("hsplit", g, [1])
case("vsplit", f, 2)
case("dsplit", cube, 2)
case("unstack", f, axis=1)
case("append", f, 2.5)
case("append", f, g[None], axis=0)
case("column_stack", [g, f.T])
case("dstack", [g, j])
case("block", [[f, f], [f, f]])
case("block", [g, 1])
case("concat", [f, f])
call("insert", [g, 1, 7], {}, jnp.insert(g, 1, 7))
call("insert", [f, 1, g[:2]], {"axis": 1}, jnp.insert(f, 1, g[:2], axis=1))
call("insert", [f, [0, 2], [[1.0, 2.0], [3.0, 4.0]]][:2] + [jnp.asarray([[1.0, 2.0], [3.0, 4.0]])], {"axis": 1}, jnp.insert(f, jnp.asarray([0, 2]), jnp.asarray([[1.0, 2.0], [3.0, 4.0]]), axis=1))
call("delete", [f, 1], {"axis": 1}, jnp.delete(f, 1, axis=1))
call("delete", [f, [0, -1]], {}, jnp.delete(f, jnp.asarray([0, -1])))
case("resize", g, (2, 4))
case("trim_zeros", jnp.asarray([0, 0, 1, 0, 2, 0]))
case("trim_zeros", jnp.asarray([0, 0, 1, 0, 2, 0]), trim="f")
case("diagflat", f)
case("diagflat", g, k=-1)

# indices and choices
case("indices", (2, 3))
case("diag_indices", 3)
case("tril_indices", 3, k=-1)
case("triu_indices", 3, k=1, m=4)
case("unravel_index", jnp.asarray([0, 5, -1, 99]), (2, 3))
case("ravel_multi_index", [jnp.asarray([0, 1]), jnp.asarray([2, 0])], (2, 3))
call("ravel_multi_index", [[jnp.asarray([0, 7]), jnp.asarray([-2, 5])], [2, 3]], {"mode": "wrap"}, jnp.ravel_multi_index([jnp.asarray([0, 7]), jnp.asarray([-2, 5])], (2, 3), mode="wrap"))
case("meshgrid", g, j)
call("meshgrid", [g, j, g[:2]], {"indexing": "ij"}, jnp.meshgrid(g, j, g[:2], indexing="ij"))
call("meshgrid", [g, j], {"sparse": True}, jnp.meshgrid(g, j, sparse=True))
case("ix_", jnp.asarray([0, 2]), jnp.asarray([1, 2, 0]))
for name in ["nonzero", "flatnonzero", "argwhere"]:
    case(name, i)
    case(name, f, size=7, fill_value=-1)
case("extract", b, j)
case("compress", b[:2], f, axis=0)
case("compress", b, f, axis=1)
case("select", [g > 1, g > 0], [g, j], default=9)
case("choose", jnp.asarray([1, 0, 2]), [g, j, 5])
case("choose", jnp.asarray([4, -1, 2]), [g, j], mode="clip")
case("choose", jnp.asarray([4, -1, 2]), [g, j], mode="wrap")
call("place", [f, f > 0, jnp.asarray([7.0, 8.0])], {}, jnp.place(f, f > 0, jnp.asarray([7.0, 8.0]), inplace=False))
call("put", [f, jnp.asarray([0, -1, 99]), jnp.asarray([7.0, 8.0])], {}, jnp.put(f, jnp.asarray([0, -1, 99]), jnp.asarray([7.0, 8.0]), inplace=False))
call("put", [i, jnp.asarray([7, -1]), jnp.asarray(5)], {"mode": "wrap"}, jnp.put(i, jnp.asarray([7, -1]), jnp.asarray(5), mode="wrap", inplace=False))
call("fill_diagonal", [f, 5.0], {}, jnp.fill_diagonal(f, 5.0, inplace=False))
call("fill_diagonal", [f.T, jnp.asarray([1.0, 2.0])], {}, jnp.fill_diagonal(f.T, jnp.asarray([1.0, 2.0]), inplace=False))
call("fill_diagonal", [jnp.zeros((2, 2, 2)), 3], {}, jnp.fill_diagonal(jnp.zeros((2, 2, 2)), 3, inplace=False))

# differences, places in sorted vectors, sliding products
case("diff", f)
case("diff", cube, n=2, axis=1)
case("diff", b)
case("diff", g, prepend=0.5, append=jnp.asarray([2.0, 3.0]))
case("ediff1d", f, to_begin=jnp.asarray([9.0]), to_end=7.0)
case("gradient", g)
case("gradient", f)
case("gradient", big, 2.0, axis=1)
case("gradient", g, jnp.asarray([0.0, 1.0, 3.0]))
call("gradient", [cube, 0.5, jnp.asarray([0.0, 1.0, 3.0, 4.0])], {"axis": [0, 2]}, jnp.gradient(cube, 0.5, jnp.asarray([0.0, 1.0, 3.0, 4.0]), axis=(0, 2)))
case("trapezoid", f)
case("trapezoid", f, dx=0.5, axis=0)
case("trapezoid", f, x=jnp.asarray([0.0, 1.0, 3.0]))
sorted_ = jnp.asarray([-1.0, 0.0, 0.0, 2.5, 7.0, np.nan], jnp.float32)
for side in ["left", "right"]:
    case("searchsorted", sorted_, jnp.asarray([-5.0, 0.0, 1.0, 7.0, 8.0, np.nan]), side=side)
    case("searchsorted", jnp.asarray([1, 3, 3, 5]), i, side=side)
case("searchsorted", g, f, sorter=jnp.asarray([1, 2, 0]))
case("digitize", f, jnp.asarray([-1.0, 0.0, 1.0]))
case("digitize", f, jnp.asarray([1.0, 0.0, -1.0]), right=True)
case("interp", f, jnp.asarray([-1.0, 0.0, 2.0]), g)
case("interp", f, jnp.asarray([-1.0, 0.0, 2.0]), g, left=-9, right="extrapolate")
case("interp", f, jnp.asarray([1.0, 0.2, 2.7]), g, period=3)
for mode in ["full", "same", "valid"]:
    for x, y in [(pos4[:, 0], g), (g, pos4[:, 0]), (i[0], j[:2]), (pos4[:, 1], pos4[:2, 0])]:
        case("convolve", x, y, mode=mode)
        case("correlate", x, y, mode=mode)

# statistics
case("average", f)
case("average", f, axis=1, weights=g + 3)
case("average", f, weights=jnp.abs(f) + 1, returned=True)
case("cov", f)
case("cov", cube[0].T, rowvar=False, ddof=0)
case("cov", g, y=j)
case("cov", f, aweights=jnp.asarray([1.0, 2.0, 0.5]), fweights=jnp.asarray([1, 2, 3]))
case("corrcoef", cube[1])
case("bincount", jnp.asarray([0, 3, 3, -2, 1]))
case("bincount", jnp.asarray([0, 3, 3, 1]), weights=jnp.asarray([0.5, 1.0, 1.5, 2.0]), minlength=6)
case("bincount", jnp.asarray([0, 3, 3, 1]), length=2)
case("histogram", big, bins=7)
case("histogram", f, bins=4, range=(-1, 2), density=True)
case("histogram", g, bins=jnp.asarray([-3.0, 0.0, 1.0, 2.0]), weights=j)
case("histogram2d", g, j, bins=3)
case("histogram_bin_edges", jnp.asarray([2.0, 2.0]), bins=2)
holes = jnp.asarray([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan], [-2.0, 0.5, np.nan]], jnp.float32)
for name in ["nansum", "nanprod", "nanmean", "nanmax", "nanmin", "nanvar", "nanstd", "nanargmax", "nanargmin"]:
    case(name, holes)
    case(name, holes, axis=1)
    case(name, holes, axis=0, keepdims=True)
case("nanvar", holes, axis=1, ddof=1)
case("nanmean", holes, where=holes < 2)
case("nansum", i)

# products
for x, y in [(g, j), (f, g), (f, f), (wf, g), (cube, g)]:
    case("kron", x, y)
case("cross", g, j.astype(jnp.float32))
case("cross", f, g)
case("cross", f[:, :2], g[:2])
case("cross", f[:, :2], g)
case("cross", f.T, g[:, None], axis=0)
case("vander", j)
case("vander", g, N=4, increasing=True)
case("matvec", s, s[0, 0])
case("vecmat", v, s)

# polynomials
case("polyadd", g, j[:2])
case("polysub", g[:1], j)
case("polymul", g, j)
case("polymul", jnp.asarray([0.0, 0.0, 1.0, 2.0]), j, trim_leading_zeros=True)
case("polydiv", pos4[:, 0], g)
case("polydiv", j, jnp.asarray([2, 1]))
case("polyval", j, i)
case("polyval", g, f)
case("polyder", pos4[:, 0])
case("polyder", j, m=2)
case("polyint", g)
case("polyint", j, m=2, k=jnp.asarray([3.0, 4.0]))
case("poly", g)

# sets
letters = jnp.asarray([3.0, np.nan, 1.0, 3.0, np.nan, -2.0], jnp.float32)
case("unique", letters)
case("unique", letters, equal_nan=False)
case("unique", i % 3, return_index=True, return_inverse=True, return_counts=True)
case("unique", jnp.asarray([[1, 2], [0, 5], [1, 2]]), axis=0)
case("unique", j, size=5, fill_value=-9)
case("unique", j, size=2)
case("union1d", j, i)
case("intersect1d", jnp.asarray([4, 1, 3, 3]), jnp.asarray([3, 4, 7]))
case("intersect1d", jnp.asarray([4, 1, 3, 3]), jnp.asarray([3, 4, 7]), return_indices=True)
case("setdiff1d", jnp.asarray([4, 1, 3, 3]), jnp.asarray([3, 7]))
case("setdiff1d", jnp.asarray([4, 1, 3, 3]), jnp.asarray([3, 7]), size=4, fill_value=-1)
case("setxor1d", jnp.asarray([4, 1, 3, 3]), jnp.asarray([3, 7]))
case("isin", i, jnp.asarray([2, 9, 5]))
case("isin", f, g, invert=True)

write(__file__)
