#!/usr/bin/env python3
"""Sorting, searching and sets: keys, stability, NaN, ties, every dtype, derivatives. See builder.py."""
from builder import *

case = cases("ordering", "ops")
def exact(id, body, **inputs): case(id, body, "exact", False, **inputs)
WILD = A(9, values=[2, NAN, -0.0, INF, 0.0, -INF, -1.5, NAN, 2])

exact("sort", lambda x, e: (jnp.sort(x), jnp.sort(x, axis=0), jnp.sort(x, axis=None), jnp.sort(x, axis=1, descending=True), x.sort(axis=0), jnp.sort(e), jnp.sort(x[:, :, :1], axis=2), lax.sort(x, dimension=1)), x=A(2, 3, 4), e=A(2, 0))
exact("sort.nan", lambda x: (jnp.sort(x), jnp.argsort(x), jnp.sort(x, descending=True), jnp.argsort(x, descending=True), jnp.signbit(jnp.sort(x)), lax.sort(x), jnp.argsort(x, stable=False)), x=WILD)
exact("argsort", lambda x, i, b: (jnp.argsort(x), jnp.argsort(x, axis=0), jnp.argsort(x, axis=None), jnp.argsort(i), jnp.argsort(i, descending=True), jnp.argsort(b), x.argsort(axis=1)), x=A(3, 4), i=A(8, values=[3, 1, 2, 3, 1, 1, 0, 2], dtype="int32"), b=A(4, values=[True, False, True, False], dtype="bool"))
exact("sort.dtypes", lambda **xs: tuple((jnp.sort(x), jnp.argsort(x)) for x in xs.values()), **{d: drawn(d, 7) for d in ["bool", *INTS, "float16", "bfloat16"]})
exact("sort.edges_of_dtypes", lambda **xs: tuple(jnp.sort(x[::-1]) for x in xs.values()), **{d: A(8, values=edges(d), dtype=d) for d in INTS})
exact("sort.keys", lambda x, i, y: (lax.sort((i, x), num_keys=1), lax.sort((i, x), num_keys=2), lax.sort((i, x, y), dimension=0, num_keys=2), lax.sort_key_val(x, y), lax.sort_key_val(i, x), lax.sort((x, i), dimension=0)), x=A(8), i=A(8, values=[3, 1, 2, 3, 1, 1, 0, 2], dtype="int32"), y=A(8))
exact("sort.keys_2d", lambda x, i: (lax.sort((i, x), dimension=1, num_keys=1), lax.sort((i, x), dimension=0, num_keys=2), lax.sort((i, x), dimension=-1, is_stable=True)), x=A(3, 5), i=A(3, 5, ints=(0, 3), dtype="int8"))
exact("lexsort", lambda a, b: (jnp.lexsort((a, b)), jnp.lexsort((b, a)), jnp.lexsort((a,)), jnp.lexsort(jnp.stack([a, b])), jnp.lexsort((a.reshape(2, 4), b.reshape(2, 4)), axis=0)), a=A(8, ints=(0, 4), dtype="int32"), b=A(8, ints=(0, 4), dtype="int32"))
exact("top_k", lambda x, i: (lax.top_k(x, 2), lax.top_k(x, 0), lax.top_k(i, 4), lax.top_k(x, 4), lax.top_k(x, 2, axis=0), lax.approx_max_k(x[0], 4), lax.approx_min_k(x[0], 4)), x=A(3, 4), i=A(6, values=[1, 5, 5, 2, 5, 0], dtype="int16"))
exact("top_k.nan", lambda x: lax.top_k(x, 5), x=WILD)
case("top_k.derivatives", lambda x: derivatives(lambda x: lax.top_k(x, 2)[0] ** 2, x), x=A(3, 4))
case("sort.derivatives", lambda x: (*derivatives(lambda x: jnp.sort(x, axis=1) ** 2, x), *derivatives(lambda x: jnp.sort(x, axis=0, descending=True) * x, x)), x=A(3, 4))
case("sort_key_val.derivatives", lambda k, v: derivatives(lambda k, v: lax.sort_key_val(k, v)[1] * lax.sort_key_val(k, v)[0], k, v), k=A(6), v=A(6))
exact("sort.vmap", lambda x, i: (jax.vmap(jnp.sort)(x), jax.vmap(jnp.argsort, in_axes=1, out_axes=1)(x), jax.vmap(fun("k v", lambda k, v: lax.sort_key_val(k, v)), in_axes=(0, None))(x, x[0]), jax.vmap(fun("x", lambda x: lax.top_k(x, 2)))(x)), x=A(3, 5), i=ints("int32", 3, 5))
exact("partition", lambda x: (jnp.sort(jnp.partition(x, 3)[:3]), jnp.partition(x, 3)[3], jnp.sort(jnp.partition(x, -2)[-2:]), jnp.take_along_axis(x, jnp.argpartition(x, 2), axis=0)[2], jnp.partition(x.reshape(2, 4), 1, axis=0)[1]), x=A(8))
SIDES = ["left", "right"]
for side in SIDES: exact(f"searchsorted.{side}", lambda x, v, i, side=side: (jnp.searchsorted(x, v, side=side), jnp.searchsorted(x, 0.0, side=side), jnp.searchsorted(i, jnp.array([1, 3, 9, -1]), side=side), *(jnp.searchsorted(x, v, side=side, method=m) for m in ("scan", "scan_unrolled", "sort", "compare_all")), jnp.searchsorted(x[:0], v, side=side)), x=A(6, values=[-2, -1, 0, 0, 1, 4]), v=A(2, 4, values=[[0, -3, 9, 1], [NAN, INF, -INF, 0.5]]), i=A(5, values=[0, 1, 1, 3, 5], dtype="int32"))
exact("searchsorted.sorter", lambda x, v: jnp.searchsorted(x, v, sorter=jnp.argsort(x)), x=A(6), v=A(4))
exact("digitize", lambda x, b: (jnp.digitize(x, b), jnp.digitize(x, b, right=True), jnp.digitize(x, b[::-1]), jnp.digitize(0.3, b)), x=A(3, 4), b=A(5, sort=True))
exact("unique", lambda x, i: (jnp.unique(i), jnp.unique(i, return_index=True, return_inverse=True, return_counts=True), jnp.unique(i.reshape(2, 4), axis=1), jnp.unique(i, size=6), jnp.unique(i, size=2), jnp.unique(i, size=6, fill_value=-1), jnp.unique(x), jnp.unique(x, equal_nan=False), jnp.unique_values(i), jnp.unique_counts(i), jnp.unique_inverse(i), jnp.unique_all(i), jnp.unique(i.reshape(4, 2), axis=0, return_inverse=True), jnp.unique(i[:0])), x=WILD, i=A(8, values=[3, 1, 2, 3, 1, 1, 0, 2], dtype="int32"))
exact("sets", lambda a, b: (jnp.intersect1d(a, b), jnp.intersect1d(a, b, return_indices=True), jnp.union1d(a, b), jnp.setdiff1d(a, b), jnp.setxor1d(a, b), jnp.isin(a, b), jnp.isin(a.reshape(2, 3), b, invert=True), jnp.union1d(a, b, size=8), jnp.union1d(a, b, size=8, fill_value=-5), jnp.setdiff1d(a, b, size=4, fill_value=0), jnp.intersect1d(a, b, size=4, fill_value=-1), jnp.setxor1d(a, b, size=9, fill_value=99)), a=A(6, values=[3, 1, 2, 3, 7, 5], dtype="int32"), b=A(5, values=[1, 9, 3, 2, 2], dtype="int32"))
exact("isin.floats", lambda x: (jnp.isin(x, x), jnp.isin(x, jnp.array([0.0, 2.0])), jnp.isin(x, jnp.array([])), jnp.isin(3, jnp.array([1, 3]))), x=WILD)
exact("argmin_max.ties", lambda x: (jnp.argmax(x), jnp.argmin(x), jnp.argmax(x, axis=0), jnp.argmin(x, axis=1)), x=A(3, 4, ints=(0, 3)))
for n in (1, 2, 3, 17, 64, 65, 200): exact(f"sort.size_{n}", lambda x, i: (jnp.sort(x), jnp.argsort(i), lax.sort((i, x), num_keys=1)[1]), x=A(n), i=A(n, ints=(0, max(2, n // 3)), dtype="int32"))

if __name__ == "__main__": main(__file__)
