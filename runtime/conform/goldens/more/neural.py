#!/usr/bin/env python3
"""jax.nn and its initializers. See builder.py."""
from builder import *

case = cases("nn", "ops")
EDGES = [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 30.0, -30.0, 100.0, -100.0, 3.0, -3.0]
ACTIVATIONS = ["celu", "elu", "gelu", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "identity", "leaky_relu", "log_sigmoid", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "soft_sign", "softplus", "sparse_plus", "sparse_sigmoid", "squareplus", "swish", "tanh"]
for n in ACTIVATIONS:
  f = getattr(jnn, n)
  case(f"{n}.derivatives", lambda x, e, f=f: (*derivatives(f, x), jax.vmap(jax.grad(f))(x.ravel()), f(e)), x=A(2, 3), e=A(0, 2))
  case(f"{n}.edges", lambda x, f=f: (f(x), jax.vmap(jax.grad(f))(x)), jitter=False, x=A(len(EDGES), values=EDGES))
  case(f"{n}.kinks", lambda x, f=f: jax.vmap(jax.grad(f))(x), jitter=False, x=A(9, values=[0, -0.0, 1, -1, 3, -3, 6, 2.5, -2.5]))
  if n not in ("sigmoid", "silu", "swish"): case(f"{n}.integers", lambda i, f=f: f(i), jitter=False, i=A(4, values=[-3, 0, 2, 7], dtype="int32"))
  for half in ("float16", "bfloat16"): case(f"{n}.{half}", lambda x, f=f: f(x), half if half == "float16" else "bfloat16_steps", jitter=False, x=A(2, 4, lo=0.2, hi=3, dtype=half))
for n in ("softmax", "log_softmax", "standardize", "glu"):
  f = getattr(jnn, n)
  case(f"{n}.axes", lambda x, f=f: (f(x), f(x, axis=0) if n != "glu" else f(x, axis=0), f(x, axis=1), *((f(x, axis=(0, 2)),) if n != "glu" else ())), x=A(2, 4, 6))
  case(f"{n}.derivatives", lambda x, f=f: derivatives(lambda x: f(x), x), "sums", x=A(3, 4))
  for half in ("float16", "bfloat16"): case(f"{n}.{half}", lambda x, f=f: f(x), half if half == "float16" else "bfloat16_steps", jitter=False, x=A(2, 4, lo=0.2, hi=2, dtype=half))
for n in ("softmax", "log_softmax", "standardize", "logsumexp", "logmeanexp"):
  f = getattr(jnn, n)
  case(f"{n}.where", lambda x, w, f=f: (f(x, where=w, axis=1), jax.grad(fun("x", lambda x: jnp.sum(jnp.where(w, f(x, where=w, axis=-1) * jnp.cos(x), 0.0)) if n in ("softmax", "log_softmax") else jnp.sum(f(x, where=w, axis=-1) ** 2)))(x)), jitter=False, x=A(2, 4), w=A(2, 4, values=[[1, 0, 1, 1], [0, 1, 1, 0]], dtype="bool"))
  # standardize() of large numbers near each other is what the rounding of its variance makes of it
  if n != "standardize": case(f"{n}.large", lambda x, f=f: f(x, axis=1), jitter=False, x=A(3, 3, values=[[1000, 1001, 1002], [-1000, 0, 1000], [1e30, 1, -1e30]]))
case("options", lambda x: (jnn.elu(x, alpha=0.5), jnn.celu(x, alpha=2.0), jnn.leaky_relu(x, negative_slope=0.2), jnn.gelu(x, approximate=False), jnn.squareplus(x, b=1.0), jnn.standardize(x, axis=0, epsilon=1e-2), jnn.standardize(x, mean=0.5, variance=2.0), jnn.glu(x, axis=0)), x=A(4, 3))
case("gelu.exact_derivatives", lambda x: derivatives(lambda x: jnn.gelu(x, approximate=False), x), x=A(2, 3))
case("log1mexp", lambda x: (jnn.log1mexp(x), jax.vmap(jax.grad(jnn.log1mexp))(x)), x=A(6, lo=0.05, hi=3))
case("one_hot", lambda i: (jnn.one_hot(i, 4), jnn.one_hot(i, 4, dtype=dtype("int32")), jnn.one_hot(i, 3, axis=0), jnn.one_hot(i, 3, dtype=dtype("bfloat16")), jnn.one_hot(2, 3), jnn.one_hot(i.reshape(2, 2), 4, axis=1), jnn.one_hot(i, 0), jnn.one_hot(i, 2, dtype=dtype("bool"))), "exact", False, i=A(4, values=[0, 3, -1, 9], dtype="int32"))
case("attention", lambda q, k, v: (jnn.dot_product_attention(q, k, v), jnn.dot_product_attention(q, k, v, scale=0.3), jnn.dot_product_attention(q, q, q, is_causal=True), jnn.dot_product_attention(q[0], k[0], v[0]), jnn.dot_product_attention(q, q, q, local_window_size=1), jnn.dot_product_attention(q, q, q, local_window_size=(1, 0))), "linalg", q=A(2, 4, 2, 3), k=A(2, 5, 2, 3), v=A(2, 5, 2, 3))
case("attention.masks", lambda q, b, m: (jnn.dot_product_attention(q, q, q, bias=b), jnn.dot_product_attention(q, q, q, mask=m), jnn.dot_product_attention(q, q, q, b, m), jnn.dot_product_attention(q, q, q, query_seq_lengths=jnp.array([2, 4]), key_value_seq_lengths=jnp.array([3, 4]))[:, :2]), "linalg", q=A(2, 4, 2, 3), b=A(2, 2, 4, 4), m=A(2, 1, 4, 4, values=[[[[1, 0, 1, 1], [1, 1, 0, 1], [0, 1, 1, 0], [1, 1, 1, 1]]], [[[1, 1, 0, 0], [1, 1, 0, 1], [1, 1, 1, 0], [0, 0, 0, 1]]]], dtype="bool"))
case("attention.grouped_heads", lambda q, k: (jnn.dot_product_attention(q, k, k), jnn.dot_product_attention(q, k[:, :, :1], k[:, :, :1])), "linalg", q=A(1, 3, 4, 2), k=A(1, 3, 2, 2))
case("attention.derivatives", lambda q, k, v: derivatives(lambda q, k, v: jnn.dot_product_attention(q, k, v, is_causal=True), q, k, v), "linalg", q=A(1, 3, 1, 2), k=A(1, 3, 1, 2), v=A(1, 3, 1, 2))

init = cases("initializers", "random")
N = jnn.initializers
key = jrandom.key
SHAPES = [(6, 3), (3, 2, 4), (2, 3, 2, 5)]
for n in ("glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "kaiming_normal", "kaiming_uniform", "lecun_normal", "lecun_uniform", "xavier_normal", "xavier_uniform"):
  f = getattr(N, n)
  init(n, lambda f=f: (*(f()(key(7 * k + 1), s) for k, s in enumerate(SHAPES)), f(in_axis=0, out_axis=1)(key(5), (4, 3, 2))), "math", False)
for n in ("normal", "truncated_normal", "uniform"): init(n, lambda f=getattr(N, n): (f()(key(3), (5,)), f(0.3)(key(4), (2, 2)), f()(key(3), ()), f()(key(3), (0, 2))), "math", False)
for mode in ("fan_in", "fan_out", "fan_avg", "fan_geo_avg"): init(f"variance_scaling.{mode}", lambda m=mode: tuple(N.variance_scaling(1.5, m, d)(key(11), (4, 2, 3)) for d in ("normal", "uniform", "truncated_normal")), "math", False)
init("variance_scaling.axes", lambda: (N.variance_scaling(2.0, "fan_in", "normal", in_axis=(0, 1), out_axis=2)(key(1), (2, 3, 4)), N.variance_scaling(1.0, "fan_avg", "uniform", in_axis=1, out_axis=2, batch_axis=0)(key(2), (2, 3, 4))), "math", False)
init("constants", lambda: (N.zeros(key(0), (2, 3)), N.ones(key(0), (3,), dtype("int32")), N.constant(2.5)(key(0), (2,)), N.constant(7, dtype("int8"))(key(0), (2,)), N.zeros(key(0), ())), "exact", False)
for s in ((3, 3), (5, 2), (2, 4), (2, 3, 4)): init(f"orthogonal.{'x'.join(map(str, s))}", lambda s=s: (N.orthogonal()(key(21), s), N.orthogonal(scale=2.0, column_axis=0)(key(22), s)), "linalg", False)
init("delta_orthogonal", lambda: (N.delta_orthogonal()(key(31), (3, 2, 4)), N.delta_orthogonal()(key(32), (3, 3, 2, 2)), N.delta_orthogonal()(key(33), (1, 2, 3, 2, 2))), "linalg", False)

if __name__ == "__main__": main(__file__)
