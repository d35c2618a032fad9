#!/usr/bin/env python3
"""Further cases of Flax NNX: layers with their options, random streams, metrics and transformations. Written to nnx.json beside this file.

  pip install jax flax optax
  python nnx.py            # evaluate new and changed cases, and rewrite nnx.json
  python nnx.py --check    # evaluate all, and compare instead

The format is that of ../README.md; the builder is ../generate.py, of which only the tools are used.
"""
import os, sys, json
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import generate as g
from generate import A, In, V, J, fun, let, module, dtype, nnx, jnp, jax, lax, optax, jrandom

g.CASES.clear()
HERE = os.path.dirname(os.path.abspath(__file__))
R = lambda seed: nnx.Rngs(seed)
m = V("m")

def expr(id, body, tol="math", **inputs): g.expr("more.nnx." + id, "nnx", body, tol, False, **inputs)
def axes(*pairs): return nnx.StateAxes(g.E({"dict_items": [[J(k), J(v)] for k, v in pairs]}))
def raises(id, body, **inputs): g.raises("more.nnx.raises." + id, "nnx", body, **inputs)
def mod(id, build, calls, inputs, after=False, tol="math", init=True):
  spec = {"build": J(build), "calls": [J(c) for c in calls], **({"state_after": True} if after else {}), **({} if init else {"init": False})}
  g.add("more.nnx." + id, "nnx", "nnx_module", spec, inputs, tol, False)
def layer(id, build, shape, grad=True, after=False, tol="math", **kw):
  """The first state, the output, and the gradients of the sum of its squares."""
  x = A(*shape, **kw)
  mod(id, build, [m(In("x"))], {"x": x}, after, tol)
  if grad:
    loss = fun("m x", lambda m, x: jnp.sum(m(x) ** 2))
    expr(id + ".grad", lambda x: nnx.grad(loss)(build, x), "linalg" if tol == "math" else tol, x=x)

# ---- activations and initializers ----------------------------------------------------
for name in ["celu", "elu", "gelu", "glu", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "identity", "leaky_relu", "log_sigmoid",
             "log_softmax", "logsumexp", "relu", "relu6", "selu", "sigmoid", "silu", "soft_sign", "softmax", "softplus", "standardize", "swish", "tanh"]:
  f = getattr(nnx, name)
  expr(f"activation.{name}", lambda x: (f(x), jax.grad(fun("x", lambda x: jnp.sum(f(x) * jnp.cos(x) if name not in ("glu", "logsumexp") else f(x))))(x)), x=A(3, 4))
expr("activation.one_hot", lambda: nnx.one_hot(jnp.array([0, 2, 5]), 4))
for name, args in {"constant": (1.5,), "glorot_normal": (), "glorot_uniform": (), "he_normal": (), "he_uniform": (), "kaiming_normal": (), "kaiming_uniform": (),
                   "lecun_normal": (), "lecun_uniform": (), "normal": (), "orthogonal": (), "truncated_normal": (), "uniform": (), "xavier_normal": (),
                   "xavier_uniform": (), "zeros_init": (), "ones_init": ()}.items():
  expr(f"init.{name}", lambda: getattr(nnx.initializers, name)(*args)(jrandom.key(3), (4, 3)), "linalg")
expr("init.orthogonal_wide", lambda: nnx.initializers.orthogonal(scale=2.0)(jrandom.key(4), (2, 5)), "linalg")
expr("init.orthogonal_axis", lambda: nnx.initializers.orthogonal(column_axis=0)(jrandom.key(4), (3, 2, 2)), "linalg")
expr("init.delta_orthogonal", lambda: nnx.initializers.delta_orthogonal()(jrandom.key(5), (3, 3, 2, 3)), "linalg")
expr("init.variance_scaling", lambda: nnx.initializers.variance_scaling(2.0, "fan_avg", "uniform", in_axis=0, out_axis=1)(jrandom.key(5), (3, 2, 2)), "linalg")

# ---- linear layers -------------------------------------------------------------------
layer("linear.plain", nnx.Linear(3, 2, rngs=R(1)), (4, 3))
layer("linear.no_bias", nnx.Linear(3, 2, use_bias=False, rngs=R(1)), (2, 2, 3))
layer("linear_general.heads", nnx.LinearGeneral(3, (2, 2), rngs=R(2)), (2, 3))
layer("linear_general.join", nnx.LinearGeneral((2, 3), 4, axis=(-2, -1), rngs=R(2)), (2, 2, 3))
layer("linear_general.first_axis", nnx.LinearGeneral(3, 2, axis=0, rngs=R(2)), (3, 4))
layer("linear_general.batch_axis", nnx.LinearGeneral(3, 2, axis=-1, batch_axis={0: 2}, rngs=R(2)), (2, 4, 3))
layer("linear_general.no_bias", nnx.LinearGeneral(3, (2,), use_bias=False, rngs=R(2)), (2, 3))
layer("einsum.plain", nnx.Einsum("nta,hab->nthb", (2, 3, 2), (2, 2), rngs=R(3)), (2, 2, 3))
layer("einsum.no_bias", nnx.Einsum("ab,bc->ac", (3, 2), rngs=R(3)), (2, 3))
layer("einsum.ellipsis", nnx.Einsum("...a,ab->...b", (3, 2), (2,), rngs=R(3)), (2, 2, 3))
mod("embed.lookup", nnx.Embed(5, 3, rngs=R(4)), [m(In("i")), m.attend(In("q"))], {"i": A(2, 3, ints=(0, 5), dtype="int32"), "q": A(2, 3)})
mod("embed.single", nnx.Embed(1, 3, rngs=R(4)), [m(In("i"))], {"i": A(2, ints=(0, 1), dtype="int32")})
mod("embed.outside", nnx.Embed(3, 2, rngs=R(4)), [m(In("i"))], {"i": A(values=[0, 2, 3, -1], dtype="int32")})
mod("embed.init", nnx.Embed(3, 2, embedding_init=nnx.initializers.ones, rngs=R(4)), [m(In("i"))], {"i": A(2, ints=(0, 3), dtype="int32")})
layer("prelu.default", nnx.PReLU(), (3, 2))
layer("prelu.slope", nnx.PReLU(negative_slope_init=0.25), (3, 2))
B = dict(b_initializer=nnx.initializers.lecun_normal())
layer("lora.alone", nnx.LoRA(3, 2, 4, rngs=R(5), **B), (2, 3))
layer("lora.base", nnx.LoRA(3, 2, 4, base_module=nnx.Linear(3, 4, rngs=R(6)), rngs=R(5), **B), (2, 3))
layer("lora.linear", nnx.LoRALinear(3, 4, lora_rank=2, rngs=R(5), **B), (2, 3))
layer("lora.zero", nnx.LoRALinear(3, 4, lora_rank=1, rngs=R(5)), (2, 3))

# ---- convolutions and pooling --------------------------------------------------------
layer("conv.one_axis", nnx.Conv(2, 3, 3, rngs=R(7)), (2, 5, 2))
layer("conv.same_stride", nnx.Conv(2, 2, (3, 2), strides=2, rngs=R(7)), (1, 5, 4, 2))
layer("conv.valid", nnx.Conv(2, 2, (2, 2), padding="VALID", rngs=R(7)), (2, 3, 3, 2))
layer("conv.numbers", nnx.Conv(1, 2, (2, 2), padding=((1, 0), (2, 1)), rngs=R(7)), (1, 3, 3, 1))
layer("conv.one_number", nnx.Conv(1, 2, (3, 3), padding=1, strides=(2, 1), rngs=R(7)), (1, 4, 3, 1))
layer("conv.circular", nnx.Conv(1, 2, (3,), padding="CIRCULAR", rngs=R(7)), (1, 5, 1))
layer("conv.reflect", nnx.Conv(1, 2, (3,), padding="REFLECT", rngs=R(7)), (1, 5, 1))
layer("conv.causal", nnx.Conv(1, 2, (3,), padding="CAUSAL", kernel_dilation=2, rngs=R(7)), (1, 6, 1))
layer("conv.dilated", nnx.Conv(1, 2, (2, 2), kernel_dilation=(2, 1), rngs=R(7)), (1, 5, 3, 1))
layer("conv.input_dilated", nnx.Conv(1, 2, (2,), input_dilation=2, padding=((1, 0),), rngs=R(7)), (1, 4, 1))
layer("conv.groups", nnx.Conv(4, 4, (3,), feature_group_count=2, rngs=R(7)), (1, 4, 4))
layer("conv.depthwise", nnx.Conv(3, 6, (2, 2), feature_group_count=3, rngs=R(7)), (1, 3, 3, 3))
layer("conv.no_bias", nnx.Conv(2, 2, (1,), use_bias=False, rngs=R(7)), (2, 3, 2))
layer("conv.no_batch", nnx.Conv(2, 2, (3,), rngs=R(7)), (4, 2))
layer("conv.two_batches", nnx.Conv(2, 2, (3,), rngs=R(7)), (2, 2, 4, 2))
layer("conv.three_axes", nnx.Conv(1, 2, (2, 2, 2), rngs=R(7)), (1, 3, 2, 3, 1))
layer("conv.mask", nnx.Conv(1, 1, (3,), mask=jnp.array([0.5, 0.0, 1.5]).reshape(3, 1, 1), rngs=R(7)), (1, 5, 1), grad=False)
for pad in ["SAME", "VALID", "CIRCULAR"]:
  layer(f"conv_transpose.{pad.lower()}", nnx.ConvTranspose(2, 3, (3,), strides=2, padding=pad, rngs=R(8)), (1, 4, 2))
layer("conv_transpose.two_axes", nnx.ConvTranspose(2, 1, (3, 2), strides=(2, 1), rngs=R(8)), (1, 3, 2, 2))
layer("conv_transpose.kernel", nnx.ConvTranspose(2, 3, (3,), strides=(2,), transpose_kernel=True, rngs=R(8)), (1, 4, 2))
layer("conv_transpose.circular_kernel", nnx.ConvTranspose(2, 3, (4,), strides=(2,), padding="CIRCULAR", transpose_kernel=True, rngs=R(8)), (1, 4, 2))
layer("conv_transpose.dilated", nnx.ConvTranspose(1, 2, (2,), kernel_dilation=(2,), padding=((1, 2),), use_bias=False, rngs=R(8)), (2, 4, 1))
for name in ["max_pool", "min_pool", "avg_pool"]:
  f = getattr(nnx, name)
  g_ = lambda h: fun("x", lambda x: jnp.sum(h(x) ** 2))
  for k, (h, s) in enumerate([(lambda x, f=f: f(x, (2,)), (1, 5, 2)), (lambda x, f=f: f(x, (2, 2), strides=(2, 2)), (2, 4, 5, 1)), (lambda x, f=f: f(x, (3, 2), strides=(1, 2), padding="SAME"), (1, 4, 5, 2)),
                              (lambda x, f=f: f(x, (2,), padding=((1, 1),)), (3, 2))]):
    expr(f"pool.{name}.{k}", lambda x: (h(x), jax.grad(g_(h))(x)), x=A(*s))
expr("pool.avg_without_padding", lambda x: nnx.avg_pool(x, (2, 2), padding="SAME", count_include_pad=False), x=A(1, 3, 3, 2))
expr("pool.product", lambda x: nnx.pool(x, 1.0, lax.mul, (2,), (1,), "VALID"), x=A(1, 4, 2))

# ---- normalization -------------------------------------------------------------------
bn = lambda **k: nnx.BatchNorm(3, rngs=R(9), **k)
for name, k in {"plain": {}, "slow": {"use_fast_variance": False}, "no_scale": {"use_scale": False}, "no_bias": {"use_bias": False, "epsilon": 1e-3}, "momentum": {"momentum": 0.5}}.items():
  layer(f"batch_norm.{name}", bn(**k), (4, 3), grad=name != "no_scale", after=True, tol="linalg")
mod("batch_norm.running", bn(momentum=0.9), [m(In("x")), m(In("x")), m(In("x"), use_running_average=True)], {"x": A(2, 3, 3)}, True, "linalg")
mod("batch_norm.mask", bn(), [m(In("x"), mask=In("k"))], {"x": A(4, 3), "k": A(4, 1, dtype="bool")}, True, "linalg")
mod("batch_norm.axis", nnx.BatchNorm(2, axis=1, rngs=R(9)), [m(In("x"))], {"x": A(3, 2, 4)}, True, "linalg")
mod("batch_norm.eval", bn(momentum=0.5), [m(In("x")), m.eval(), m(In("x")), m.train(), m(In("x"))], {"x": A(4, 3)}, True, "linalg")
for name, k in {"plain": {}, "slow": {"use_fast_variance": False}, "no_scale": {"use_scale": False}, "no_bias": {"use_bias": False, "epsilon": 1e-3}}.items():
  layer(f"layer_norm.{name}", nnx.LayerNorm(4, rngs=R(10), **k), (3, 4), tol="linalg")
layer("layer_norm.two_axes", nnx.LayerNorm(4, reduction_axes=(1, 2), rngs=R(10)), (2, 3, 4), tol="linalg")
mod("layer_norm.mask", nnx.LayerNorm(4, rngs=R(10)), [m(In("x"), mask=In("k"))], {"x": A(2, 4), "k": A(values=[[True, True, False, True], [False, True, True, False]], dtype="bool")}, tol="linalg")
for name, k in {"plain": {}, "no_scale": {"use_scale": False}, "two_axes": {"reduction_axes": (-2, -1), "epsilon": 1e-2}}.items():
  layer(f"rms_norm.{name}", nnx.RMSNorm(4, rngs=R(11), **k), (2, 3, 4), tol="linalg")
for name, k in {"groups": {"num_groups": 2}, "size": {"num_groups": None, "group_size": 1}, "slow": {"num_groups": 4, "use_fast_variance": False}, "no_bias": {"num_groups": 1, "use_bias": False}}.items():
  layer(f"group_norm.{name}", nnx.GroupNorm(4, rngs=R(12), **k), (2, 3, 4), tol="linalg")
layer("group_norm.rank_two", nnx.GroupNorm(4, num_groups=2, rngs=R(12)), (2, 4), tol="linalg")
for name, k in {"plain": {}, "slow": {"use_fast_variance": False}, "no_scale": {"use_scale": False, "use_bias": False}}.items():
  layer(f"instance_norm.{name}", nnx.InstanceNorm(3, rngs=R(13), **k), (2, 4, 3), tol="linalg")
mod("spectral_norm.steps", nnx.SpectralNorm(nnx.Linear(3, 2, rngs=R(14)), n_steps=3, rngs=R(15)), [m(In("x")), m(In("x")), m.layer_instance.kernel.get_value()], {"x": A(2, 3)}, tol="linalg", init=False)
mod("spectral_norm.conv", nnx.SpectralNorm(nnx.Conv(2, 3, (2,), rngs=R(14)), rngs=R(15)), [m(In("x")), m(In("x"), update_stats=False)], {"x": A(1, 4, 2)}, tol="linalg", init=False)
mod("weight_norm.plain", nnx.WeightNorm(nnx.Linear(3, 2, rngs=R(14)), rngs=R(15)), [m(In("x")), m.layer_instance.kernel.get_value()], {"x": A(2, 3)}, tol="linalg", init=False)
mod("weight_norm.whole", nnx.WeightNorm(nnx.Linear(3, 2, rngs=R(14)), feature_axes=None, rngs=R(15)), [m(In("x"))], {"x": A(2, 3)}, tol="linalg", init=False)
mod("weight_norm.no_scale", nnx.WeightNorm(nnx.Conv(2, 3, (2,), rngs=R(14)), use_scale=False, epsilon=1e-3, rngs=R(15)), [m(In("x"))], {"x": A(1, 4, 2)}, tol="linalg", init=False)

# ---- dropout -------------------------------------------------------------------------
mod("dropout.twice", nnx.Dropout(0.5, rngs=R(16)), [m(In("x")), m(In("x"))], {"x": A(4, 3)})
mod("dropout.broadcast", nnx.Dropout(0.5, broadcast_dims=(0,), rngs=R(16)), [m(In("x"))], {"x": A(4, 3)})
mod("dropout.stream", nnx.Dropout(0.3, rng_collection="noise", rngs=nnx.Rngs(noise=7)), [m(In("x"))], {"x": A(4, 3)})
mod("dropout.call_rngs", nnx.Dropout(0.3), [m(In("x"), rngs=nnx.Rngs(dropout=8)), m(In("x"), rngs=jrandom.key(9))], {"x": A(4, 3)})
mod("dropout.all", nnx.Dropout(1.0, rngs=R(16)), [m(In("x"))], {"x": A(4, 3)})
mod("dropout.none", nnx.Dropout(0.0), [m(In("x"))], {"x": A(4, 3)})
mod("dropout.deterministic", nnx.Dropout(0.5, deterministic=True), [m(In("x"))], {"x": A(4, 3)})

# ---- attention -----------------------------------------------------------------------
qkv = dict(q=A(2, 3, 2, 4), k=A(2, 5, 2, 4), v=A(2, 5, 2, 4))
dpa = nnx.dot_product_attention
expr("attention.plain", lambda q, k, v: dpa(q, k, v), "linalg", **qkv)
expr("attention.bias", lambda q, k, v, b: dpa(q, k, v, bias=b), "linalg", b=A(2, 2, 3, 5), **qkv)
expr("attention.mask", lambda q, k, v, b: dpa(q, k, v, mask=b), "linalg", b=A(2, 1, 3, 5, dtype="bool"), **qkv)
expr("attention.causal", lambda q: dpa(q, q, q, is_causal=True), "linalg", q=A(1, 4, 2, 3))
expr("attention.grouped", lambda q, k, v: dpa(q, k, v), "linalg", q=A(1, 3, 4, 2), k=A(1, 3, 2, 2), v=A(1, 3, 2, 2))
expr("attention.no_batch", lambda q: dpa(q, q, q), "linalg", q=A(3, 2, 4))
expr("attention.two_batches", lambda q: dpa(q, q, q), "linalg", q=A(2, 2, 3, 1, 4))
for name, k in {"shared": True, "own": False}.items():
  expr(f"attention.dropout_{name}", lambda q: dpa(q, q, q, dropout_rng=jrandom.key(3), dropout_rate=0.5, broadcast_dropout=k), "linalg", q=A(2, 3, 2, 4))
expr("attention.grad", lambda q, k, v: jax.grad(fun("q k v", lambda q, k, v: jnp.sum(dpa(q, k, v) ** 2)), argnums=(0, 1, 2))(q, k, v), "linalg", **qkv)
expr("masks.causal", lambda: nnx.make_causal_mask(jnp.ones((2, 3)), extra_batch_dims=1))
expr("masks.attention", lambda a, b: nnx.make_attention_mask(a, b), a=A(2, 3, ints=(0, 2)), b=A(2, 4, ints=(0, 2)))
expr("masks.pairwise", lambda a: nnx.make_attention_mask(a, a, pairwise_fn=jnp.equal, dtype=jnp.bool_), a=A(2, 3, ints=(0, 3), dtype="int32"))
expr("masks.combine", lambda a, b: (nnx.combine_masks(a, None, b), nnx.combine_masks(None), nnx.combine_masks(a, b, dtype=jnp.bool_)), a=A(2, 3, ints=(0, 2)), b=A(2, 3, ints=(0, 2)))
mha = lambda **k: nnx.MultiHeadAttention(num_heads=2, in_features=4, decode=False, rngs=R(17), **k)
for name, k in {"plain": {}, "wide": {"qkv_features": 6, "out_features": 3}, "no_bias": {"use_bias": False}, "normalized": {"normalize_qk": True}, "one_kv_head": {"num_kv_heads": 1}}.items():
  layer(f"mha.{name}", mha(**k), (2, 3, 4), grad=name != "normalized", tol="linalg")
mod("mha.cross", mha(in_kv_features=3), [m(In("x"), In("y")), m(In("x"), In("y"), In("z"))], {"x": A(1, 2, 4), "y": A(1, 3, 3), "z": A(1, 3, 3)}, tol="linalg")
mod("mha.mask", mha(), [m(In("x"), mask=nnx.make_causal_mask(jnp.ones((1, 3)))), m(In("x"), is_causal=True)], {"x": A(1, 3, 4)}, tol="linalg")
mod("mha.dropout", mha(dropout_rate=0.5, deterministic=False), [m(In("x")), m(In("x")), m(In("x"), deterministic=True), m(In("x"), rngs=nnx.Rngs(dropout=3))], {"x": A(1, 3, 4)}, tol="linalg")
mod("mha.decode", mha(), [m.init_cache((1, 3, 4)), m(In("x"), decode=True), m(In("y"), decode=True), m.cache_index.get_value()], {"x": A(1, 1, 4), "y": A(1, 1, 4)}, True, "linalg")

# ---- recurrent cells -----------------------------------------------------------------
for name, cls in {"simple": nnx.SimpleCell, "gru": nnx.GRUCell}.items():
  mod(f"cell.{name}", cls(2, 3, rngs=R(18)), [m(In("c"), In("x")), m.initialize_carry((4, 2), rngs=R(1))], {"c": A(4, 3), "x": A(4, 2)}, tol="linalg")
for name, cls in {"lstm": nnx.LSTMCell, "optimized_lstm": nnx.OptimizedLSTMCell}.items():
  mod(f"cell.{name}", cls(2, 3, rngs=R(18)), [m((In("c"), In("d")), In("x")), m.initialize_carry((4, 2), rngs=R(1), carry_init=nnx.initializers.ones)], {"c": A(4, 3), "d": A(4, 3), "x": A(4, 2)}, tol="linalg")
mod("cell.residual", nnx.SimpleCell(3, 3, residual=True, activation_fn=nnx.relu, rngs=R(18)), [m(In("c"), In("c"))], {"c": A(2, 3)}, tol="linalg")
for name, cls in {"simple": nnx.SimpleCell, "gru": nnx.GRUCell, "lstm": nnx.LSTMCell, "optimized_lstm": nnx.OptimizedLSTMCell}.items():
  layer(f"rnn.{name}", nnx.RNN(cls(2, 3, rngs=R(19)), rngs=R(20)), (2, 4, 2), tol="linalg")
rnn = lambda **k: nnx.RNN(nnx.GRUCell(2, 3, rngs=R(19)), rngs=R(20), **k)
seq = {"x": A(2, 4, 2), "n": A(values=[2, 4], dtype="int32")}
mod("rnn.carry", rnn(return_carry=True), [m(In("x")), m(In("x"), seq_lengths=In("n"))], seq, tol="linalg")
mod("rnn.reverse", rnn(reverse=True), [m(In("x")), m(In("x"), keep_order=True), m(In("x"), seq_lengths=In("n"), keep_order=True)], seq, tol="linalg")
mod("rnn.time_major", rnn(time_major=True), [m(In("x"))], seq, tol="linalg")
mod("rnn.unroll", rnn(unroll=2), [m(In("x"), initial_carry=In("c"))], {"x": A(2, 4, 2), "c": A(2, 3)}, tol="linalg")
two = lambda **k: nnx.Bidirectional(nnx.RNN(nnx.GRUCell(2, 3, rngs=R(21)), rngs=R(20)), nnx.RNN(nnx.GRUCell(2, 3, rngs=R(22)), rngs=R(20)), rngs=R(20), **k)
mod("bidirectional.plain", two(), [m(In("x")), m(In("x"), return_carry=True)], seq, tol="linalg")
mod("bidirectional.merge", two(merge_fn=fun("a b", lambda a, b: a + b)), [m(In("x"), seq_lengths=In("n"))], seq, tol="linalg")

# ---- metrics -------------------------------------------------------------------------
def metric(id, build, updates, **inputs):
  expr("metric." + id, lambda **_: let([("k", build), *((f"_{i}", V("k").update(**u)) for i, u in enumerate(updates))], lambda *a: V("k").compute()), **inputs)
metric("average", nnx.metrics.Average(), [{"values": In("v")}, {"values": In("w")}], v=A(4), w=A(2, 3))
metric("average_number", nnx.metrics.Average("loss"), [{"loss": 2.0}, {"loss": In("v")}], v=A(4))
metric("average_mask", nnx.metrics.Average(), [{"values": In("v"), "mask": In("k")}], v=A(4), k=A(values=[True, False, True, True], dtype="bool"))
metric("accuracy", nnx.metrics.Accuracy(), [{"logits": In("l"), "labels": In("t")}], l=A(6, 3), t=A(6, ints=(0, 3), dtype="int32"))
metric("accuracy_binary", nnx.metrics.Accuracy(threshold=0.5), [{"logits": In("l"), "labels": In("t")}], l=A(6), t=A(6, ints=(0, 2), dtype="int32"))
metric("accuracy_mask", nnx.metrics.Accuracy(), [{"logits": In("l"), "labels": In("t"), "mask": In("k")}], l=A(4, 3), t=A(4, ints=(0, 3), dtype="int32"), k=A(values=[1, 0, 1, 1], dtype="int32"))
expr("metric.welford", lambda v, w: let([("k", nnx.metrics.Welford()), ("_a", V("k").update(values=v)), ("_b", V("k").update(values=w)), ("_c", V("k").update(values=2.0)), ("s", V("k").compute())], lambda *a: (V("s").mean, V("s").standard_deviation, V("s").standard_error_of_mean)), v=A(5), w=A(2, 3))
expr("metric.reset", lambda v: let([("k", nnx.metrics.Average()), ("_a", V("k").update(values=v)), ("_b", V("k").reset()), ("_c", V("k").update(values=1.0))], lambda *a: V("k").compute()), v=A(3))

# ---- random streams ------------------------------------------------------------------
bits = lambda k: jrandom.key_data(k)
def rng(id, pairs, body): expr("rngs." + id, lambda: let(pairs, lambda *a: body()), "exact")
r = V("r")
kv = lambda s: bits(s.key.get_value())
rng("split", [("r", nnx.Rngs(1, dropout=2)), ("s", r.split(2))], lambda: (kv(V("s").default), kv(V("s").dropout), bits(r.params())))
rng("split_one", [("r", nnx.Rngs(params=1, dropout=2)), ("s", r.split({"params": 3}))], lambda: (kv(V("s").params), kv(V("s").dropout)))
rng("fork", [("r", nnx.Rngs(1, dropout=2)), ("_", r.dropout()), ("s", r.fork())], lambda: (bits(V("s").dropout()), bits(V("s").other()), bits(r.dropout())))
rng("broadcast", [("r", nnx.Rngs(1)), ("s", r.broadcast(2))], lambda: (kv(V("s").default), bits(r.params())))
rng("fork_rngs", [("r", nnx.Rngs(1, dropout=2)), ("b", nnx.fork_rngs(r, split={"dropout": 2})), ("k", kv(r.dropout)), ("_", nnx.restore_rngs(V("b")))], lambda: (V("k"), bits(r.dropout())))
rng("split_rngs", [("r", nnx.Rngs(1, dropout=2)), ("b", nnx.split_rngs(r, splits=2, only="dropout")), ("k", kv(r.dropout)), ("_", nnx.restore_rngs(V("b")))], lambda: (V("k"), bits(r.dropout()), bits(r.params())))
rng("split_rngs_squeeze", [("r", nnx.Rngs(1)), ("b", nnx.split_rngs(r, splits=1, squeeze=True))], lambda: bits(r.params()))
rng("reseed", [("r", nnx.Rngs(params=1, dropout=2)), ("_", r.params()), ("_b", nnx.reseed(r, params=9))], lambda: (bits(r.params()), bits(r.dropout())))
rng("in_dropout", [("d", nnx.Dropout(0.5, rngs=nnx.Rngs(3)))], lambda: bits(V("d").rngs()))

# ---- state ---------------------------------------------------------------------------
lin = nnx.Linear(3, 2, rngs=R(30))
x23 = dict(x=A(2, 3))
expr("state.filter", lambda: nnx.state(nnx.BatchNorm(2, rngs=R(1)), nnx.BatchStat))
expr("state.two_filters", lambda: nnx.state(nnx.BatchNorm(2, rngs=R(1)), nnx.Param, nnx.BatchStat))
expr("state.path", lambda: nnx.state(lin, nnx.PathContains("bias")))
expr("state.not", lambda: nnx.state(nnx.BatchNorm(2, rngs=R(1)), nnx.Not(nnx.Param)))
expr("state.all", lambda: nnx.state(nnx.BatchNorm(2, rngs=R(1)), nnx.All(nnx.Param, nnx.PathContains("scale"))))
expr("state.update", lambda x: let([("m", lin), ("_", nnx.update(m, {"bias": jnp.ones((2,))}))], lambda *a: m(x)), **x23)
expr("state.pure", lambda: nnx.as_pure(nnx.state(lin, nnx.Param)).bias)
expr("state.clone", lambda x: let([("m", lin), ("c", nnx.clone(m)), ("_", m.bias.set_value(jnp.ones((2,))))], lambda *a: (m(x), V("c")(x))), **x23)
expr("state.view", lambda x: let([("m", nnx.Dropout(0.5, rngs=R(3))), ("v", nnx.view(m, deterministic=True))], lambda *a: (V("v")(x), m(x))), **x23)
expr("state.with_attributes", lambda x: let([("m", nnx.Dropout(0.5, rngs=R(3))), ("v", nnx.with_attributes(m, rate=0.1))], lambda *a: (V("v")(x), m.rate, V("v").rate)), **x23)
expr("state.merge_state", lambda: nnx.merge_state(nnx.state(lin, nnx.PathContains("bias")), nnx.state(lin, nnx.PathContains("kernel"))))
expr("state.sequential_paths", lambda: nnx.state(nnx.Sequential(nnx.Linear(1, 2, rngs=R(1)), nnx.relu, nnx.Linear(2, 1, rngs=R(2)))))
expr("state.list_paths", lambda: nnx.state(nnx.List([nnx.Linear(1, 2, rngs=R(1)), nnx.Param(jnp.ones((2,)))])))
expr("state.dict_paths", lambda: nnx.state(nnx.Dict({"b": nnx.Param(jnp.ones((2,))), "a": nnx.BatchStat(jnp.zeros((1,)))})))

# ---- transformations -----------------------------------------------------------------
sq = fun("m x", lambda m, x: jnp.sum(m(x) ** 2))
mlp = nnx.Sequential(nnx.Linear(3, 4, rngs=R(31)), nnx.tanh, nnx.Linear(4, 2, rngs=R(32)))
expr("grad.mlp", lambda x: nnx.grad(sq)(mlp, x), "linalg", **x23)
expr("grad.value", lambda x: nnx.value_and_grad(sq)(lin, x), "linalg", **x23)
expr("grad.diff_state", lambda x: nnx.grad(sq, argnums=nnx.DiffState(0, nnx.PathContains("kernel")))(lin, x), "linalg", **x23)
expr("grad.argnums", lambda x: nnx.grad(sq, argnums=(0, 1))(lin, x), "linalg", **x23)
expr("grad.input_only", lambda x: nnx.grad(sq, argnums=1)(lin, x), "linalg", **x23)
expr("grad.aux", lambda x: nnx.grad(fun("m x", lambda m, x: (jnp.sum(m(x)), m(x))), has_aux=True)(lin, x), "linalg", **x23)
expr("grad.batch_norm", lambda x: let([("m", nnx.BatchNorm(3, rngs=R(1))), ("g", nnx.grad(fun("m x", lambda m, x: jnp.sum(m(x) ** 3)))(m, x))], lambda *a: (V("g"), nnx.state(m, nnx.BatchStat))), "linalg", x=A(4, 3))
expr("grad.two_models", lambda x: nnx.grad(fun("a b x", lambda a, b, x: jnp.sum(a(x) * b(x))), argnums=(0, 1))(lin, nnx.Linear(3, 2, rngs=R(33)), x), "linalg", **x23)
opt = lambda tx: [("m", lin), ("o", nnx.Optimizer(m, tx, wrt=nnx.Param)), ("_a", V("o").update(m, nnx.grad(sq)(m, In("x")))), ("_b", V("o").update(m, nnx.grad(sq)(m, In("x"))))]
for name, tx in {"sgd": optax.sgd(0.1, momentum=0.9), "adam": optax.adam(1e-2), "adamw": optax.adamw(1e-2, weight_decay=0.1)}.items():
  expr(f"optimizer.{name}", lambda x: let(opt(tx), lambda *a: (nnx.state(m), V("o").step.get_value())), "opt", **x23)
expr("jit.module", lambda x: let([("m", nnx.BatchNorm(3, rngs=R(1))), ("f", nnx.jit(fun("m x", lambda m, x: m(x)))), ("a", V("f")(m, x)), ("b", V("f")(m, x))], lambda *a: (V("b"), nnx.state(m, nnx.BatchStat))), "linalg", x=A(4, 3))
expr("jit.dropout", lambda x: let([("m", nnx.Dropout(0.5, rngs=R(5))), ("f", nnx.jit(fun("m x", lambda m, x: m(x)))), ("a", V("f")(m, x)), ("b", V("f")(m, x))], lambda *a: (V("a"), V("b"), m.rngs.count.get_value())), x=A(3, 3))
expr("jit.make", lambda x: nnx.jit(fun("r", lambda r: nnx.Linear(3, 2, rngs=r)))(R(30))(x), "linalg", **x23)
make = fun("k", lambda k: nnx.Linear(3, 2, rngs=nnx.Rngs(k)))
keys = jrandom.split(jrandom.key(40), 4)
models = nnx.vmap(make)(keys)
each = fun("m x", lambda m, x: m(x))
expr("vmap.make", lambda: nnx.state(models), "linalg")
expr("vmap.call", lambda x: nnx.vmap(each, in_axes=(0, None))(models, x), "linalg", **x23)
expr("vmap.rows", lambda x: nnx.vmap(each, in_axes=(None, 0))(lin, x), "linalg", **x23)
expr("vmap.both", lambda x: nnx.vmap(each)(models, x), "linalg", x=A(4, 3))
expr("vmap.out_axes", lambda x: nnx.vmap(each, in_axes=(0, None), out_axes=1)(models, x), "linalg", **x23)
expr("vmap.state_axes", lambda x: let([("m", nnx.vmap(make, out_axes=axes((nnx.PathContains("kernel"), 1), (True, 0)))(keys)), ("f", nnx.vmap(each, in_axes=(axes((nnx.PathContains("kernel"), 1), (True, 0)), None)))], lambda *a: V("f")(m, x)), "linalg", **x23)
expr("vmap.make_axis", lambda: nnx.state(nnx.vmap(make, out_axes=axes((nnx.PathContains("kernel"), 1), (True, 0)))(keys)), "linalg")
expr("vmap.stats", lambda x: let([("m", nnx.vmap(fun("k", lambda k: nnx.BatchNorm(3, momentum=0.5, rngs=nnx.Rngs(k))))(keys)), ("y", nnx.vmap(each)(m, x))], lambda *a: (V("y"), nnx.state(m, nnx.BatchStat))), "linalg", x=A(4, 2, 3))
expr("vmap.split_rngs", lambda x: let([("m", nnx.Dropout(0.5, rngs=R(6))), ("f", nnx.split_rngs(splits=4)(nnx.vmap(each, in_axes=(axes((nnx.RngState, 0)), 0)))), ("y", V("f")(m, x))], lambda *a: (V("y"), m.rngs.count.get_value())), x=A(4, 3))
expr("vmap.axis_size", lambda: nnx.vmap(fun("", lambda: jnp.ones((2,))), axis_size=3)())
run = fun("x m", lambda x, m: nnx.tanh(m(x)))
square = nnx.vmap(fun("k", lambda k: nnx.Linear(3, 3, rngs=nnx.Rngs(k))))(keys)
expr("scan.layers", lambda x: nnx.scan(run, in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)(x, square), "linalg", **x23)
expr("scan.reverse", lambda x: nnx.scan(run, in_axes=(nnx.Carry, 0), out_axes=nnx.Carry, reverse=True)(x, square), "linalg", **x23)
expr("scan.outputs", lambda x: nnx.scan(fun("x m", lambda x, m: let([("y", nnx.tanh(m(x)))], lambda y: (y, jnp.sum(y)))), in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))(x, square), "linalg", **x23)
expr("scan.array", lambda x: nnx.scan(fun("c x", lambda c, x: (c + x, c * x)), in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))(jnp.zeros((3,)), x), **x23)
expr("scan.axis_one", lambda x: nnx.scan(fun("c x", lambda c, x: (c + x, c * x)), in_axes=(nnx.Carry, 1), out_axes=(nnx.Carry, 1))(jnp.zeros((2,)), x), **x23)
expr("scan.module_carry", lambda x: let([("m", nnx.BatchNorm(3, momentum=0.5, rngs=R(1))), ("o", nnx.scan(fun("m x", lambda m, x: let([("y", m(x))], lambda y: (m, y))), in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))(m, x))], lambda *a: (V("o")[1], nnx.state(m, nnx.BatchStat))), "linalg", x=A(3, 4, 3))
expr("scan.state_axes", lambda x: let([("m", nnx.BatchNorm(3, momentum=0.5, rngs=R(1))), ("o", nnx.scan(fun("m x", lambda m, x: m(x)), in_axes=(axes((nnx.BatchStat, nnx.Carry), (True, None)), 0), out_axes=0)(m, x))], lambda *a: (V("o"), nnx.state(m, nnx.BatchStat))), "linalg", x=A(3, 4, 3))
expr("scan.grad", lambda x: nnx.grad(fun("m x", lambda m, x: jnp.sum(nnx.scan(run, in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)(x, m) ** 2)))(square, x), "linalg", **x23)
vari = nnx.Variable(jnp.array(2.0))
put = lambda e: fun("v", lambda v: let([("_", v.set_value(e(v.get_value())))], lambda _: v))
expr("fori.variable", lambda: let([("v", vari), ("_", nnx.fori_loop(0, 4, fun("i v", lambda i, v: let([("_", v.set_value(v.get_value() * 2 + i))], lambda _: v)), V("v")))], lambda *a: V("v").get_value()))
expr("while.variable", lambda: let([("v", vari), ("_", nnx.while_loop(fun("v", lambda v: v.get_value() < 100), put(lambda e: e * 3), V("v")))], lambda *a: V("v").get_value()))
for p in (True, False):
  expr(f"cond.{str(p).lower()}", lambda x: let([("m", lin), ("y", nnx.cond(p, fun("m x", lambda m, x: let([("_", m.bias.set_value(m.bias.get_value() + 1))], lambda _: m(x))), each, m, x))], lambda *a: (V("y"), m.bias.get_value())), "linalg", **x23)
expr("switch.second", lambda x: let([("m", lin), ("y", nnx.switch(1, (each, fun("m x", lambda m, x: let([("_", m.bias.set_value(m.bias.get_value() - 2))], lambda _: m(x)))), m, x))], lambda *a: (V("y"), m.bias.get_value())), "linalg", **x23)
expr("eval_shape.linear", lambda: nnx.eval_shape(fun("x", lambda x: nnx.Linear(3, 2, rngs=R(1))(x)), jnp.ones((4, 3))))

# ---- errors --------------------------------------------------------------------------
raises("conv_features", lambda: nnx.Conv(2, 3, (3,), rngs=R(1))(jnp.ones((1, 5, 3))))
raises("layer_norm_features", lambda: nnx.LayerNorm(3, rngs=R(1))(jnp.ones((2, 4))))
raises("group_norm_groups", lambda: nnx.GroupNorm(3, num_groups=2, rngs=R(1)))
raises("mha_heads", lambda: nnx.MultiHeadAttention(num_heads=3, in_features=4, rngs=R(1)))
raises("mha_decode", lambda: nnx.MultiHeadAttention(num_heads=1, in_features=2, rngs=R(1))(jnp.ones((1, 2, 2))))
raises("dropout_rngs", lambda: nnx.Dropout(0.5)(jnp.ones((2,))))
raises("einsum_arrow", lambda: nnx.Einsum("ab,bc", (2, 2), rngs=R(1)))
raises("einsum_comma", lambda: nnx.Einsum("ab->a", (2, 2), rngs=R(1)))
raises("embed_floats", lambda: nnx.Embed(3, 2, rngs=R(1))(jnp.ones((2,))))
raises("masks_rank", lambda: nnx.combine_masks(jnp.ones((2,)), jnp.ones((1, 2))))
raises("average_name", lambda: nnx.metrics.Average("loss").update(values=1.0))
raises("accuracy_rank", lambda: nnx.metrics.Accuracy().update(logits=jnp.ones((2,)), labels=jnp.array([0, 1])))
raises("missing_stream", lambda: nnx.Rngs(params=0).dropout())
raises("split_not_exhaustive", lambda: nnx.split(nnx.BatchNorm(2, rngs=R(1)), nnx.Param))
raises("vmap_changes_unmapped", lambda: nnx.vmap(each, in_axes=(None, 0))(nnx.BatchNorm(3, rngs=R(1)), jnp.ones((2, 4, 3)) * jnp.arange(2.0).reshape(2, 1, 1)))
raises("vmap_sizes", lambda: nnx.vmap(each)(models, jnp.ones((3, 3))))
raises("scan_two_carries", lambda: nnx.scan(fun("a b", lambda a, b: (a, b)), in_axes=(nnx.Carry, nnx.Carry), out_axes=(nnx.Carry, nnx.Carry))(1.0, 2.0))
raises("view_unknown", lambda: nnx.view(nnx.Dropout(0.5), determinstic=True))
raises("with_attributes_unknown", lambda: nnx.with_attributes(nnx.Dropout(0.5), speed=1))
raises("conv_input_dilation", lambda: nnx.Conv(1, 2, (2,), input_dilation=2, rngs=R(1))(jnp.ones((1, 3, 1))))
raises("squeeze", lambda: nnx.split_rngs(nnx.Rngs(0), splits=2, squeeze=True))

if __name__ == "__main__":
  path = os.path.join(HERE, "nnx.json")
  check = "--check" in sys.argv
  order = [c["id"] for c in g.CASES]
  old = {c["id"]: c for c in json.load(open(path))} if os.path.exists(path) else {}
  same_spec = lambda c: c["id"] in old and old[c["id"]]["spec"] == json.loads(json.dumps(c["spec"]))
  kept = [] if check else [old[c["id"]] for c in g.CASES if same_spec(c)]
  if not check: g.CASES[:] = [c for c in g.CASES if not same_spec(c)]
  out, bad = g.build_all(False, None)
  for b in bad: print("FAILED", *b)
  out = sorted(out + kept, key=lambda c: order.index(c["id"]))
  if check:
    wrong = [c["id"] for c in out if c["id"] not in old or not g.same(old[c["id"]]["expected"], c["expected"], c["rtol"], c["atol"])]
    print("differing:", wrong)
  else:
    g.dump(out, path)
  print(len(out), "cases,", os.path.getsize(path), "bytes;", len(bad), "failed")
