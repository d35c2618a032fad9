"""Writes vocabulary.fixtures.json: what jax.numpy gives for many calls. Run with a Python that has jax.

fixtureCases.py says what a case is.
"""
import jax.numpy as jnp
import numpy as np

from fixtureCases import b, big, case, cases, cube, empty, encode, f, g, i, j, positive, rng, special, u, wf, wi, write

# one operand
for name in ["negative", "sign", "floor", "ceil", "trunc", "abs", "square", "exp", "expm1", "sin", "cos", "tanh", "rint", "round", "isnan", "isinf",
             "isfinite", "logical_not", "positive", "exp2", "reciprocal", "deg2rad", "rad2deg", "nan_to_num", "absolute"]:
    for x in [f, special, i, u, b, wi, wf, 3, -1.25]:
        if x is b and name in ("negative", "sign", "round"):
            continue
        if x is u and name in ("exp", "expm1", "exp2", "sin", "cos"):
            continue
        if x is special and name in ("isinf", "isnan", "isfinite") or name not in ("isinf", "isnan", "isfinite") or x is f:
            case(name, x)
for name in ["sqrt", "log", "log1p", "log2", "log10"]:
    for x in [positive, special, j[:1], u, wi, wf, 3]:
        case(name, x)
for name in ["invert", "bitwise_not"]:
    for x in [i, u, b, wi]:
        case(name, x)
case("round", f, decimals=1)
case("round", jnp.asarray([12.345, -0.055, 2.5, 3.5], jnp.float32), decimals=2)
case("round", jnp.asarray([1234.5], jnp.float32), decimals=-2)
case("tan", g)

# two operands: broadcasting and promotion
pairs = [(f, g), (f, 2), (2, f), (f, 0.5), (i, j), (i, 2), (i, 0.5), (u, 3), (u, j), (b, f), (b, 1), (b, 1.5), (b, i[0]), (f, wf), (i, wf), (wi, wf), (i, wi), (2, 3), (2, 0.5),
         (True, 1), (f[:, :, None], g), (f[:1], f), (empty, g)]
for name in ["add", "multiply", "divide", "maximum", "minimum", "equal", "less", "greater_equal", "not_equal", "less_equal", "greater"]:
    for x, y in pairs:
        if name in ("equal", "less", "greater_equal", "not_equal", "less_equal", "greater") and (isinstance(x, int) or x is wi or x is wf):
            continue
        case(name, x, y)
for name in ["subtract", "remainder", "floor_divide", "fmod", "mod", "true_divide"]:
    for x, y in pairs:
        if not (b is x and y is b):
            case(name, x, y)
for name in ["add", "multiply", "maximum", "minimum", "equal", "less"]:
    case(name, b, b[::-1])
for name in ["remainder", "floor_divide", "fmod"]:
    case(name, i, jnp.asarray([3, 0, -4], jnp.int32))
    case(name, jnp.asarray([7.5, -7.5, 7.5, -7.5, 1.0, 0.0, 5.0], jnp.float32), jnp.asarray([2.0, 2.0, -2.0, -2.0, 0.0, 3.0, np.inf], jnp.float32))
case("divmod", i, j)
case("divmod", f, 0.75)
for name in ["bitwise_and", "bitwise_or", "bitwise_xor"]:
    for x, y in [(i, j), (i, 3), (u, 5), (b, b[::-1]), (u, 0xFFFF), (b, j)]:
        case(name, x, y)
for name in ["left_shift", "right_shift"]:
    for x, y in [(i, 1), (jnp.abs(j), jnp.asarray([0, 3, 31], jnp.int32)), (u, 2), (u, 31)]:
        case(name, x, y)
for name in ["logical_and", "logical_or", "logical_xor"]:
    for x, y in [(f, g), (b, f), (b, True), (i, 0)]:
        case(name, x, y)
for x, y in [(f, 2), (f, 3), (positive, -1), (positive, 0.5), (i, 3), (i, 0), (wf, 2), (2.5, j), (positive, jnp.asarray([2, -1, 0, 3], jnp.int32)), (0.9, jnp.int32(3)),
             (jnp.abs(i), jnp.abs(j)), (2, jnp.asarray([0.5, 2.5], jnp.float32)), (b, 2), (2, 3), (2.5, 3), (f, jnp.int32(2)), (jnp.asarray([0.0, 1.0]), 0)]:
    case("power", x, y)
case("float_power", j, 2)
case("logaddexp", special, 0.5)
case("logaddexp", f, g)
case("logaddexp", special, special)
case("clip", f, -1, 1.5)
case("clip", i, 0, None)
case("clip", i, None, 4)
case("clip", i, 0.5, 4)
case("clip", f, g, 2)
case("where", b, f, g)
case("where", b, i, 0)
case("where", b, i, 1.5)
case("where", f, 1, 2)
case("where", True, wf, 1)
case("where", jnp.asarray([[True], [False]]), j, u)

# reductions
for name in ["sum", "prod", "mean", "max", "min", "all", "any", "var", "std"]:
    for x in [f, i, b, wf, cube, big]:
        if name == "prod" and x is big:
            continue
        case(name, x)
    for options in [{"axis": 0}, {"axis": -1}, {"axis": [0, 2]}, {"axis": 1, "keepdims": True}, {"keepdims": True}, {"axis": []}]:
        options = dict(options)
        given = tuple(options["axis"]) if isinstance(options.get("axis"), list) else options.get("axis")
        expected = getattr(jnp, name)(cube, **{**options, **({"axis": given} if "axis" in options else {})})
        cases.append([name, encode([cube]), options, encode(expected)])
case("sum", u)
case("max", u)
case("sum", b, dtype="float32")
case("sum", f, dtype="int32")
case("sum", f, initial=2.5)
case("sum", f, where=f > 0)
case("sum", f, axis=0, where=b)
case("mean", f, where=f > 0)
case("mean", f, axis=1, where=b, keepdims=True)
case("mean", i, dtype="int32")
case("max", f, initial=0.5)
case("max", f, axis=0, where=f > 0, initial=-1)
case("min", i, axis=1, where=i > 0, initial=100)
case("max", special)
case("min", special[1:])
case("sum", empty)
case("sum", empty, axis=0)
case("mean", empty, axis=0)
case("prod", empty)
case("all", empty)
case("any", empty)
case("max", empty, axis=1)
case("var", f, ddof=1)
case("var", f, axis=1, ddof=1)
case("std", f, axis=0, correction=1)
case("var", g[:1], ddof=1)
case("var", f, where=f > -1)
case("ptp", f, axis=1)
case("amax", i)
case("amin", i)
for x in [f, i, b, special, special[1:], cube]:
    case("argmax", x)
    case("argmin", x)
case("argmax", cube, axis=1)
case("argmin", cube, axis=-1, keepdims=True)
case("argmax", cube, keepdims=True)
case("argmax", jnp.asarray([1.0, 3.0, 3.0]))
case("count_nonzero", f)
case("count_nonzero", i, axis=0, keepdims=True)

# shapes
case("reshape", i, [3, 2])
case("reshape", cube, [4, -1])
case("reshape", cube, -1)
case("reshape", wf, [1, 1])
case("reshape", empty, [3, -1])
case("ravel", cube)
case("transpose", f)
case("transpose", cube, axes=[1, 2, 0])
case("transpose", cube, axes=[0, -1, 1])
case("matrix_transpose", cube)
case("swapaxes", cube, 0, -1)
case("moveaxis", cube, 0, 2)
cases.append(["moveaxis", encode([cube, [0, 1], [-1, 0]]), {}, encode(jnp.moveaxis(cube, (0, 1), (-1, 0)))])
case("expand_dims", f, 0)
case("expand_dims", f, -1)
case("expand_dims", f, [0, 3])
case("squeeze", f[:1][None])
cases.append(["squeeze", encode([f[:1][None]]), {"axis": 0}, encode(jnp.squeeze(f[:1][None], 0))])
case("broadcast_to", g, [2, 3])
case("broadcast_to", 2.5, [2])
case("broadcast_to", wi, [2, 1])
case("broadcast_arrays", f, g, 1)
case("atleast_1d", 3)
case("atleast_2d", g)
case("atleast_3d", g)
case("atleast_3d", f)
case("concatenate", [f, f], axis=1)
case("concatenate", [g, j])
case("concatenate", [b, j])
case("concatenate", [f, g[None]])
case("concatenate", [f, g], axis=None)
case("stack", [g, j], axis=1)
case("stack", [1, 2.5, True])
case("stack", [g, g, g], axis=-1)
case("hstack", [f, f])
case("hstack", [g, j])
case("vstack", [f, g])
case("split", cube, 2, axis=2)
case("split", cube, [1, 3], axis=-1)
case("split", g, [2, 2])
case("tile", g, 2)
case("tile", f, [2, 1, 2])
case("tile", wf, [2])
case("repeat", g, 2)
case("repeat", f, 3, axis=1)
cases.append(["repeat", encode([g, [1, 0, 2]]), {}, encode(jnp.repeat(g, jnp.asarray([1, 0, 2])))])
case("flip", cube)
case("flip", cube, axis=1)
case("flip", i, axis=-1)
case("roll", i, 1)
case("roll", cube, -3, axis=2)
cases.append(["roll", encode([cube, [1, 2]]), {"axis": [0, 2]}, encode(jnp.roll(cube, (1, 2), (0, 2)))])

case("take", f, jnp.asarray([1, 0, -1, 5]), axis=0)
case("take", f, jnp.asarray([[1], [7]]))
case("take", cube, jnp.asarray([[1], [2]]), axis=1)
case("take", i, jnp.asarray([1, 9]))
case("take", u, jnp.asarray(7), mode="clip")
case("take", f, jnp.asarray([-4, 4]), axis=1, mode="wrap")
case("take", f, 1, axis=1)
case("take_along_axis", f, jnp.asarray([[0], [2]]), axis=1)
case("take_along_axis", f, jnp.asarray([[0, 1, 0]]), axis=0)
case("take_along_axis", f, jnp.asarray([[0], [7]]))
case("take_along_axis", cube, jnp.asarray([5, -1, 50]), axis=None)
case("take_along_axis", cube, jnp.asarray([[[1, 0]]]), axis=-1)
case("nextafter", f, jnp.asarray(np.inf))
case("nextafter", special, 0.5)

case("pad", f, 1)
case("pad", i, [1, 2], constant_values=7)
cases.append(["pad", encode([f, [[0, 1], [2, 0]]]), {}, encode(jnp.pad(f, ((0, 1), (2, 0))))])
case("pad", wf[None], 1)
for mode in ["edge", "reflect", "symmetric", "wrap"]:
    case("pad", g, [2, 1], mode=mode)
    case("pad", g, 7, mode=mode)
    case("pad", i, 1, mode=mode)
case("diag", g)
case("diag", g, k=-2)
case("diag", f, k=1)
case("diagonal", cube, offset=1, axis1=1, axis2=2)
case("diagonal", f)
case("trace", f)
case("trace", i, offset=-1)
case("trace", cube, axis1=0, axis2=2)
case("trace", b[None] & b[:, None])

# creation
case("zeros", [2, 3])
case("ones", 3)
case("ones", [2], dtype="int32")
case("zeros", [2], dtype="bool")
case("full", [2], 7)
case("full", [2], 2.5)
case("full", [2, 2], 7, dtype="float32")
case("full", [2, 3], g)
case("full", [2], True)
case("zeros_like", i)
case("ones_like", f, dtype="int32")
case("ones_like", wf)
case("zeros_like", f, shape=[2])
case("full_like", f, 3)
case("full_like", i, 2.5)
case("full_like", wf, 3)
case("arange", 5)
case("arange", 2, 8)
case("arange", 2, 9, 3)
case("arange", 0, 1, 0.1)
case("arange", 5, 0, -2)
case("arange", 2.5)
case("arange", 4, dtype="float32")
case("arange", 3, 1)
case("eye", 3)
case("eye", 2, M=4, k=1)
case("eye", 3, k=-1, dtype="int32")
case("identity", 2)
case("tri", 3, k=-1)
case("tril", f)
case("triu", cube, k=1)
for a, z, n in [(0, 1, 11), (-1, 1, 7), (0, 3, 4), (2, 2, 3), (0, 1, 1), (0, 1, 0), (-2.5, 7.25, 50)]:
    case("linspace", a, z, num=n)
case("linspace", 0, 1, num=4, endpoint=False)
case("linspace", 0, 10, num=5, dtype="int32")
case("linspace", g, 2, num=3)
case("linspace", g, f, num=3, axis=1)
case("array", [[1, 2], [3, 4]])
case("array", [1, 2.5])
case("array", [True, False])
case("array", [True, 2])
case("array", 3)
case("array", 2.5)
case("array", [])
case("array", [[]])
case("array", [g, g])
case("array", [wf, 1])
case("array", [1.75, -1.75], dtype="int32")
case("array", [0, 2, -1], dtype="bool")
case("asarray", i)
case("array", i, dtype="float32")
case("astype", f, "int32")
case("astype", f, "bool")
case("astype", b, "float32")
case("astype", i, "uint32")

# products
m = jnp.asarray(rng.standard_normal((3, 4)), jnp.float32)
v = jnp.asarray(rng.standard_normal(4), jnp.float32)
w = jnp.asarray(rng.standard_normal(3), jnp.float32)
s = jnp.asarray(rng.standard_normal((2, 4, 5)), jnp.float32)
t = jnp.asarray(rng.standard_normal((6, 1, 3, 4)), jnp.float32)
for x, y in [(m, m.T), (m, v), (w, m), (v, v), (m, s), (t, s), (cube, v), (v, s), (cube, m.T), (i, i.T), (i, m[:, :2].T[:, :3].T), (b, b), (big, big.T), (w, t)]:
    case("matmul", x, y)
for x, y in [(m, m.T), (m, v), (v, v), (cube, s), (2.5, m), (m, 2), (i, j), (b, b), (cube, v)]:
    case("dot", x, y)
case("vdot", m, m)
case("inner", m, m)
case("inner", v, v)
case("inner", cube, m)
case("outer", g, j)
case("outer", f, g)
case("vecdot", cube, v)
case("vecdot", cube, cube, axis=1)
case("tensordot", m, jnp.swapaxes(cube, 0, 2), axes=1)
case("tensordot", cube, m)
cases.append(["tensordot", encode([cube, cube]), {"axes": [[0, 1], [0, 1]]}, encode(jnp.tensordot(cube, cube, axes=((0, 1), (0, 1))))])
cases.append(["tensordot", encode([cube, s]), {"axes": [0, 0]}, encode(jnp.tensordot(cube, s, axes=(0, 0)))])
case("tensordot", v, w, axes=0)
for letters, args in [("ij,jk->ik", (m, m.T)), ("ij,kj->ik", (m, m)), ("ii", (m[:, :3],)), ("ii->i", (m[:, :3],)), ("ij->ji", (m,)), ("ij->", (m,)), ("ij->j", (m,)),
                      ("i,i", (v, v)), ("i,j->ij", (v, w)), ("bij,bjk->bik", (cube, s)), ("...j,jk->...k", (cube, m.T)), ("b...,b...->b...", (cube, cube)), ("ij,j,i->", (m, v, w)),
                      ("ijk,ilm,kp->jlmp", (cube, s, m.T)), ("i,->i", (v, wf)), ("ij,ij->ij", (m, m)), ("ba", (m,)), ("...", (m,)), ("btnh,bsnh->bnts", (t, t)),
                      ("ij, jk", (m, m.T)), ("iij->ij", (jnp.asarray(rng.standard_normal((2, 2, 3)), jnp.float32),))]:
    case("einsum", letters, *args)

# closeness
near = f * (1 + 5e-6)
case("isclose", f, near)
case("isclose", special, special)
case("isclose", special, special, equal_nan=True)
case("isclose", i, i + 1, atol=1.5)
case("allclose", f, near)
case("allclose", f, near, rtol=1e-6)
case("array_equal", f, f)
case("array_equal", f, g)
case("array_equal", special, special, equal_nan=True)
case("array_equiv", f, f[None])
case("array_equiv", f, v)

write(__file__)
