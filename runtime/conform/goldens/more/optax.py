"""More cases of Optax, in the format of ../README.md: other hyperparameters, trees, schedules inside, extra arguments.

    python optax.py            writes optax.json
    python optax.py --check    makes the cases again and says which of the file's differ

Run with jax, flax and optax installed; it uses the notation and the tolerances of ../generate.py.
"""
import json, os, sys
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[0] = os.path.dirname(HERE)  # this file is called optax.py, and must not be what `import optax` finds
import numpy as np
import generate as g
from generate import A, Api, In, J, V, add, expr, fun, let, raises, contrib, jnn, jnp, losses, lax, optax, key

g.CASES.clear()
SPEC = {"steps": 3, "record": [3], "state_leaves": True}
TREES = {
  "flat": ({"w": A(2, 3), "b": A(3)}, {"w": A(3, 2, 3), "b": A(3, 3)}),
  "nest": ({"a": {"w": A(2, 3)}, "c": (A(3), A(2, 3))}, {"a": {"w": A(3, 2, 3)}, "c": (A(3, 3), A(3, 2, 3))}),
  "one": (A(3), A(3, 3)),
  "scalar": ({"s": A(), "v": A(3)}, {"s": A(3), "v": A(3, 3)}),
}
MASK = {"w": True, "b": False}

def updates(id, t, tree="flat", extra=None, final=None, tol="opt", jitter=True, steps=3, **inputs):
  params, grads = TREES[tree] if isinstance(tree, str) else tree
  spec = {"tx": J(t), **SPEC, "steps": steps, "record": [steps]}
  if extra: spec["extra"] = extra
  if final is not None: spec["final"] = J(final)
  area = "transforms" if id.startswith("tx.") else "optimizers"
  add("more." + id, area, "optax_updates", spec, {"params": params, "grads": grads, **inputs}, tol, jitter)

bowl = fun("p", lambda p: 0.5 * jnp.sum((p["w"] @ jnp.ones((2,)) - In("target")) ** 2) + 0.5 * jnp.sum((p["b"] - 1.0) ** 2))
def minimize(id, t, extra, objective=bowl, steps=3, tol="opt", **inputs):
  spec = {"tx": J(t), "objective": J(objective), "steps": steps, "record": [steps], "extra": extra}
  inputs = inputs or {"params": {"w": A(3, 2), "b": A(2)}, "target": A(3)}
  add("more." + id, "optimizers", "optax_minimize", spec, inputs, tol)

def schedules():
  return {"cosine": optax.cosine_decay_schedule(0.2, 3, alpha=0.1), "linear": optax.linear_schedule(0.1, 0.4, 3),
          "exp": optax.exponential_decay(0.3, 2, 0.5)}
SCHED = schedules()

# ---- optimizers: other hyperparameters, each on another tree ---------------------------------------------------------
kinds = ["flat", "nest", "one", "scalar"]
def variants(name, f, options, trees=None):
  for i, (args, kw) in enumerate(options):
    updates(f"opt.{name}.{i}", f(*args, **kw), (trees or kinds)[i % len(trees or kinds)])

O = optax
variants("adabelief", O.adabelief, [((0.1,), {"b1": 0.7, "b2": 0.9}), ((SCHED["cosine"],), {"nesterov": True}), ((0.05,), {"eps": 1e-3, "eps_root": 1e-2})])
variants("adadelta", O.adadelta, [((1.0,), {"rho": 0.7}), ((SCHED["linear"],), {"eps": 1e-3}), ((0.5,), {"weight_decay": 0.1}), ((), {"rho": 0.5})])
variants("adafactor", O.adafactor, [((0.1,), {"min_dim_size_to_factor": 2}), ((0.1,), {"multiply_by_parameter_scale": False}), ((SCHED["exp"],), {"clipping_threshold": None, "momentum": 0.5}),
  ((), {"decay_rate": 0.5, "weight_decay_rate": 0.1}), ((0.1,), {"factored": False, "eps": 1e-4}), ((0.05,), {"min_dim_size_to_factor": 1, "momentum": 0.9})])
variants("adagrad", O.adagrad, [((0.5,), {"initial_accumulator_value": 0.0}), ((SCHED["exp"],), {"eps": 1e-2}), ((0.2,), {"initial_accumulator_value": 1.0})])
variants("adam", O.adam, [((0.1,), {"b1": 0.0}), ((SCHED["cosine"],), {"b2": 0.5}), ((0.1,), {"eps": 0.1, "eps_root": 0.1}), ((0.1,), {"nesterov": True, "b1": 0.5}), ((0.1,), {"mu_dtype": "float32"})])
variants("adamax", O.adamax, [((0.1,), {"b1": 0.5}), ((SCHED["linear"],), {"b2": 0.5}), ((0.1,), {"eps": 0.1})])
variants("adamaxw", O.adamaxw, [((0.1,), {"weight_decay": 0.5, "mask": MASK}), ((SCHED["exp"],), {"weight_decay": 0.1})])
variants("adamw", O.adamw, [((0.1,), {"weight_decay": 0.5, "mask": MASK}), ((SCHED["linear"],), {"weight_decay": 0.01}), ((0.1,), {"weight_decay": SCHED["exp"]}), ((0.1,), {"nesterov": True}), ((0.1,), {"mask": {"w": False, "b": True}, "weight_decay": 1.0})])
variants("adan", O.adan, [((0.1,), {"b1": 0.5, "b2": 0.6, "b3": 0.7}), ((SCHED["cosine"],), {"weight_decay": 0.1}), ((0.1,), {"eps": 1e-2, "eps_root": 1e-3})])
variants("amsgrad", O.amsgrad, [((0.1,), {"b2": 0.3}), ((SCHED["exp"],), {"bias_correction_mu": False}), ((0.1,), {"bias_correction_nu": False, "eps_root": 0.01}), ((0.1,), {"mu_dtype": "float32"})])
variants("fromage", O.fromage, [((0.3,), {}), ((SCHED["linear"],), {}), ((0.1,), {"min_norm": 0.5})])
variants("lamb", O.lamb, [((0.1,), {"weight_decay": 0.3}), ((SCHED["cosine"],), {}), ((0.1,), {"b1": 0.5, "eps": 1e-2, "eps_root": 1e-2})])
updates("opt.lamb.mask", O.lamb(0.1, weight_decay=0.5, mask=MASK))
variants("lars", O.lars, [((0.5,), {"weight_decay": 0.1}), ((SCHED["linear"],), {"momentum": 0.5, "nesterov": True}), ((1.0,), {"trust_coefficient": 0.1, "eps": 0.1}), ((1.0,), {"weight_decay": SCHED["exp"]})])
updates("opt.lars.mask", O.lars(0.5, weight_decay=0.5, weight_decay_mask=MASK, trust_ratio_mask={"w": False, "b": True}))
variants("lion", O.lion, [((0.1,), {"b1": 0.5}), ((SCHED["exp"],), {"weight_decay": 0.5}), ((0.1,), {"b2": 0.5, "weight_decay": SCHED["linear"]})])
updates("opt.lion.mask", O.lion(0.1, weight_decay=0.5, mask=MASK))
variants("nadam", O.nadam, [((0.1,), {"b1": 0.5}), ((SCHED["cosine"],), {})])
variants("nadamw", O.nadamw, [((0.1,), {"weight_decay": 0.5}), ((SCHED["linear"],), {"b2": 0.5})])
for i, kw in enumerate([{}, {"eta": 0.5}, {"gamma": 1.5, "eta": 0.2}]):
  updates(f"opt.noisy_sgd.{i}", O.noisy_sgd(0.1, key=key(i), **kw), kinds[i], jitter=False)
variants("novograd", O.novograd, [((0.1,), {"b1": 0.5}), ((SCHED["exp"],), {"b2": 0.9}), ((0.1,), {"weight_decay": 0.1}), ((0.1,), {"eps": 0.1, "eps_root": 0.1})])
variants("optimistic_adam_v2", O.optimistic_adam_v2, [((0.1,), {}), ((0.1,), {"alpha": 0.5, "beta": 2.0}), ((SCHED["cosine"],), {"nesterov": False, "b1": 0.5})])
variants("optimistic_gradient_descent", O.optimistic_gradient_descent, [((0.1,), {"alpha": 0.5}), ((SCHED["linear"],), {"beta": 0.3})])
variants("radam", O.radam, [((0.1,), {"b2": 0.5}), ((SCHED["exp"],), {"threshold": 1.5, "b2": 0.6}), ((0.1,), {"nesterov": True, "b2": 0.7, "threshold": 0.0})])
variants("rmsprop", O.rmsprop, [((0.1,), {"decay": 0.5}), ((SCHED["cosine"],), {"centered": True, "eps": 1e-2}), ((0.1,), {"momentum": 0.9, "nesterov": True}), ((0.1,), {"eps_in_sqrt": False, "initial_scale": 1.0}), ((0.1,), {"bias_correction": True, "centered": True, "initial_scale": 0.5, "eps": 0.1})])
variants("rprop", O.rprop, [((0.1,), {"eta_minus": 0.3, "eta_plus": 2.0}), ((0.1,), {"max_step_size": 0.11}), ((0.1,), {"min_step_size": 0.09})])
variants("sgd", O.sgd, [((SCHED["exp"],), {"momentum": 0.5}), ((0.1,), {"momentum": 0.9, "nesterov": True}), ((0.0,), {}), ((0.1,), {"momentum": 0.0})])
variants("sign_sgd", O.sign_sgd, [((0.1,), {}), ((SCHED["linear"],), {})])
variants("signum", O.signum, [((0.1,), {"beta": 0.5}), ((SCHED["cosine"],), {"beta": 0.0})])
variants("sm3", O.sm3, [((0.1,), {"momentum": 0.5}), ((0.2,), {}), ((0.1,), {"momentum": 0.0})], ["flat", "nest", "one"])
updates("opt.sm3.rank3", O.sm3(0.1), (A(2, 2, 3), A(3, 2, 2, 3)))
variants("yogi", O.yogi, [((0.1,), {"b1": 0.5}), ((SCHED["exp"],), {"b2": 0.5}), ((0.1,), {"eps": 0.1})])
for i, kw in enumerate([{}, {"f_min": -1.0}, {"eps": 0.5}, {"variant": "sps+", "f_min": 2.0}, {"scaling": SCHED["linear"]}]):
  updates(f"opt.polyak_sgd.{i}", O.polyak_sgd(0.7, **kw), kinds[i % 4], extra=["value"], value=A(3, lo=0.5, hi=3.0))

# ---- contrib -----------------------------------------------------------------------------------------------------------
C = contrib
variants("acprop", C.acprop, [((0.1,), {}), ((SCHED["cosine"],), {"b2": 0.5, "weight_decay": 0.1}), ((0.1,), {"eps": 0.1, "eps_root": 0.1})])
variants("ademamix", C.ademamix, [((0.1,), {"b3": 0.9}), ((0.1,), {"alpha": optax.linear_schedule(0.0, 5.0, 3), "b3": optax.linear_schedule(0.5, 0.9, 3)}), ((SCHED["exp"],), {"weight_decay": 0.1, "eps": 0.1})])
variants("simplified_ademamix", C.simplified_ademamix, [((0.1,), {"alpha": 2.0}), ((0.1,), {"alpha": SCHED["linear"], "b1": 0.5}), ((SCHED["exp"],), {"b2": 0.5, "weight_decay": 0.1})])
variants("adopt", C.adopt, [((0.1,), {}), ((0.1,), {"nesterov": True, "b2": 0.5}), ((SCHED["cosine"],), {"use_clipping": False, "eps": 0.1})])
variants("cocob", C.cocob, [((), {"alpha": 10.0}), ((), {"eps": 0.1}), ((), {"weight_decay": 0.1, "alpha": 1.0})])
variants("dadapt_adamw", C.dadapt_adamw, [((), {"estim_lr0": 0.1}), ((), {"estim_lr0": 0.1, "weight_decay": 0.5}), ((), {"estim_lr0": 0.2, "betas": (0.5, 0.8), "eps": 0.01}), ((), {"learning_rate": SCHED["linear"], "estim_lr0": 0.1})])
variants("dog", C.dog, [((), {"init_step": ("distance", 0.1)}), ((), {"init_step": ("learning_rate", 0.1)}), ((), {"init_step": ("heuristic", 0.1), "weight_decay": 0.1}), ((), {"learning_rate": SCHED["exp"], "init_step": ("distance", 0.5), "eps": 0.1})])
variants("dowg", C.dowg, [((), {"init_estim_sq_dist": 0.1}), ((), {"eps": 0.1}), ((), {"init_estim_sq_dist": 0.2, "weight_decay": 0.1}), ((), {"learning_rate": 0.5, "init_estim_sq_dist": 0.3})])
variants("madgrad", C.madgrad, [((0.1,), {}), ((SCHED["linear"],), {"momentum": 0.5}), ((0.1,), {"weight_decay": 0.1, "eps": 0.1})])
variants("mechanize", lambda t, **kw: C.mechanize(t, **kw), [((optax.sgd(1.0),), {"s_init": 0.1}), ((optax.adam(1.0),), {"s_init": 0.1, "weight_decay": 0.0}), ((optax.sgd(SCHED["exp"]),), {"s_init": 0.05, "num_betas": 3, "eps": 1e-4})])
for nm, f in {"momo": C.momo, "momo_adam": C.momo_adam}.items():
  for i, kw in enumerate([{}, {"learning_rate": 0.1, "weight_decay": 0.1}, {"adapt_lower_bound": True, "lower_bound": 0.2}, {"learning_rate": SCHED["linear"], "lower_bound": -1.0}]):
    updates(f"opt.{nm}.{i}", f(**kw), kinds[i], extra=["value"], value=A(3, lo=0.5, hi=3.0))
variants("muon", C.muon, [((0.1,), {"ns_steps": 2}), ((0.1,), {"ns_coeffs": "dion"}), ((0.1,), {"nesterov": False, "beta": 0.5}), ((SCHED["exp"],), {"adaptive": True, "weight_decay": 0.1})])
for i, kw in enumerate([{"preconditioning": "aol"}, {"preconditioning": "schatten"}, {"consistent_rms": 0.2}, {"adam_learning_rate": 0.5, "adam_b1": 0.5, "adam_weight_decay": 0.1}, {"preconditioning": "spectral"}]):
  updates(f"opt.muon.more{i}", C.muon(0.1, **kw), "flat")
updates("opt.muon.wide", C.muon(0.1), ({"w": A(4, 2), "b": A(2)}, {"w": A(3, 4, 2), "b": A(3, 2)}))
updates("opt.muon.dims", C.muon(0.1, muon_weight_dimension_numbers={"w": C.MuonDimensionNumbers((0, 1), 2), "b": None}), ({"w": A(2, 2, 3), "b": A(3)}, {"w": A(3, 2, 2, 3), "b": A(3, 3)}))
updates("opt.muon.batch", C.muon(0.1, muon_weight_dimension_numbers={"w": C.MuonDimensionNumbers(1, 2), "b": None}), ({"w": A(2, 2, 3), "b": A(3)}, {"w": A(3, 2, 2, 3), "b": A(3, 3)}))
variants("prodigy", C.prodigy, [((), {"estim_lr0": 0.1}), ((), {"estim_lr0": 0.1, "weight_decay": 0.1}), ((), {"estim_lr0": 0.1, "beta3": 0.5, "estim_lr_coef": 2.0}), ((), {"learning_rate": SCHED["exp"], "estim_lr0": 0.2, "safeguard_warmup": True})])
EVALP = fun("state params", lambda state, params: C.schedule_free_eval_params(state, params))
for i, t in enumerate([C.schedule_free_sgd(learning_rate=0.1), C.schedule_free_sgd(learning_rate=0.3, warmup_steps=2, b1=0.5), C.schedule_free_adamw(learning_rate=0.1), C.schedule_free_adamw(learning_rate=0.1, weight_decay=0.1, warmup_steps=2),
                       C.schedule_free(optax.sgd(0.1), 0.1, b1=0.7, weight_lr_power=1.0), C.schedule_free(optax.rmsprop(0.1), SCHED["exp"])]):
  updates(f"opt.schedule_free.{i}", t, kinds[i % 4], final=EVALP)
for i, kw in enumerate([{}, {"b1": 0.5, "clip_threshold": None}, {"weight_decay": 0.5, "gamma": 0.1, "update_interval": 2}]):
  minimize(f"opt.sophia.{i}", C.sophia(0.05, **kw), ["obj_fn"])
ADV = optax.chain(C.normalize(), optax.sgd(0.05))
for i, t in enumerate([C.sam(optax.sgd(0.1), ADV), C.sam(optax.adam(0.1), ADV, sync_period=3), C.sam(optax.sgd(0.1, momentum=0.5), ADV, sync_period=2, reset_state=False), C.sam(optax.sgd(0.1), optax.adam(0.1), sync_period=2)]):
  updates(f"opt.sam.{i}", t, kinds[i], steps=3)
updates("opt.split_real_and_imaginary", C.split_real_and_imaginary(optax.adam(0.1)))
BATCH = ({"w": A(2, 3), "b": A(3)}, {"w": A(3, 4, 2, 3), "b": A(3, 4, 3)})
for i, t in enumerate([C.differentially_private_aggregate(0.5, 0.0, key(1)), C.differentially_private_aggregate(1.5, 0.7, key(2)), optax.chain(C.differentially_private_aggregate(0.8, 0.3, key(3)), optax.sgd(0.1, momentum=0.5))]):
  updates(f"opt.dp.{i}", t, BATCH, jitter=False)
for i, kw in enumerate([{"factor": 0.5, "patience": 1}, {"factor": 0.5, "patience": 1, "cooldown": 1}, {"factor": 0.2, "patience": 1, "accumulation_size": 2}, {"factor": 0.5, "patience": 1, "min_scale": 0.4, "rtol": 0.0, "atol": 0.1}]):
  updates(f"opt.reduce_on_plateau.{i}", optax.chain(optax.sgd(0.1), C.reduce_on_plateau(**kw)), "one", extra=["value"], value=A(3, values=[1.0, 1.2, 1.1]))

# ---- line searches -----------------------------------------------------------------------------------------------------
ALL = ["value", "grad", "value_fn"]
rosen = fun("p", lambda p: (1.0 - p["x"]) ** 2 + 5.0 * (p["y"] - p["x"] ** 2) ** 2)
XY = {"params": {"x": A(values=0.3), "y": A(values=-0.4)}}
for i, kw in enumerate([{}, {"memory_size": 1}, {"memory_size": 2, "scale_init_precond": False}, {"linesearch": None, "learning_rate": 0.1}, {"linesearch": optax.scale_by_backtracking_linesearch(10)}]):
  if i not in (1, 2): minimize(f"opt.lbfgs.{i}", O.lbfgs(**kw), ALL, steps=4)
  minimize(f"opt.lbfgs.rosen{i}", O.lbfgs(**kw), ALL, objective=rosen, steps=3, **XY)
for i, kw in enumerate([{}, {"slope_rtol": 0.5}, {"decrease_factor": 0.5, "increase_factor": 2.0}, {"store_grad": True, "max_learning_rate": 2.0}]):
  minimize(f"opt.backtracking.{i}", optax.chain(optax.sgd(1.0), optax.scale_by_backtracking_linesearch(8, **kw)), ALL)
for i, kw in enumerate([{}, {"initial_guess_strategy": "one"}, {"curv_rtol": 0.1}, {"max_learning_rate": 0.2}, {"approx_dec_rtol": None, "tol": 0.01}]):
  if i in (0, 4): minimize(f"opt.zoom.{i}", optax.chain(optax.sgd(0.3), optax.scale_by_zoom_linesearch(8, **kw)), ALL)
  minimize(f"opt.zoom.rosen{i}", optax.chain(optax.sgd(0.05), optax.scale_by_zoom_linesearch(8, **kw)), ALL, objective=rosen, **XY)

# ---- gradient transformations and combinators ----------------------------------------------------------------------------
def tx(id, t, *a, **k): updates("tx." + id, t, *a, **k)
tx("scale_by_adam.eps_root", optax.scale_by_adam(eps_root=0.1, nesterov=True), "nest"); tx("scale_by_amsgrad", optax.scale_by_amsgrad(b1=0.5), "one")
tx("scale_by_adamax", optax.scale_by_adamax(b2=0.5)); tx("scale_by_adan", optax.scale_by_adan(), "nest"); tx("scale_by_belief", optax.scale_by_belief(nesterov=True), "scalar")
for i, mode in enumerate(["hard", "smooth", "refined"]): tx(f"scale_by_lion.{mode}", optax.scale_by_lion(b1=0.5, mode=mode, smooth_beta=2.0), kinds[i])
tx("scale_by_novograd", optax.scale_by_novograd(weight_decay=0.1), "scalar"); tx("scale_by_optimistic_gradient", optax.scale_by_optimistic_gradient(alpha=0.5, beta=1.5), "nest")
tx("scale_by_param_block_norm", optax.scale_by_param_block_norm(0.1), "nest"); tx("scale_by_param_block_rms", optax.scale_by_param_block_rms(0.1), "flat")
tx("scale_by_radam", optax.scale_by_radam(b2=0.6, threshold=1.0), "one"); tx("scale_by_rms", optax.scale_by_rms(decay=0.5, bias_correction=True)); tx("scale_by_rss", optax.scale_by_rss(0.5), "scalar")
tx("scale_by_sign", optax.scale_by_sign(), "nest"); tx("scale_by_sm3", optax.scale_by_sm3(b2=0.9), "flat"); tx("scale_by_stddev", optax.scale_by_stddev(decay=0.5, bias_correction=True, eps=0.1), "one")
tx("scale_by_trust_ratio", optax.scale_by_trust_ratio(min_norm=0.1, trust_coefficient=0.5, eps=0.1), "nest"); tx("scale_by_yogi", optax.scale_by_yogi(initial_accumulator_value=0.1), "flat")
tx("scale_by_factored_rms", optax.scale_by_factored_rms(min_dim_size_to_factor=2, step_offset=-2, decay_rate=0.5), "flat"); tx("scale_by_factored_rms.3", optax.scale_by_factored_rms(min_dim_size_to_factor=2), (A(2, 3, 4), A(3, 2, 3, 4)))
tx("scale_by_distance_over_gradients", optax.scale_by_distance_over_gradients(reps_rel=0.1), "nest"); tx("scale_by_polyak", optax.scale_by_polyak(f_min=0.1), extra=["value"], value=A(3, lo=0.5, hi=2.0))
tx("normalize_by_update_norm", optax.normalize_by_update_norm(2.0, 0.1), "nest"); tx("scale_by_learning_rate", optax.scale_by_learning_rate(SCHED["exp"], flip_sign=False), "scalar")
tx("scale_by_schedule", optax.scale_by_schedule(optax.join_schedules([optax.constant_schedule(1.0), SCHED["exp"]], [2])), "nest")
tx("add_decayed_weights.schedule", optax.add_decayed_weights(SCHED["linear"]), "nest"); tx("add_decayed_weights.mask", optax.add_decayed_weights(0.5, mask=MASK)); tx("add_noise", optax.add_noise(0.1, 0.2, key(7)), "nest", jitter=False)
tx("adaptive_grad_clip", optax.adaptive_grad_clip(0.05, eps=0.1), "nest"); tx("adaptive_grad_clip.4d", optax.adaptive_grad_clip(0.1), (A(2, 2, 2, 3), A(3, 2, 2, 2, 3)))
tx("clip", optax.clip(0.2), "nest"); tx("clip_by_block_rms", optax.clip_by_block_rms(0.3), "scalar"); tx("clip_by_global_norm", optax.clip_by_global_norm(0.1), "nest"); tx("clip_by_global_norm.large", optax.clip_by_global_norm(100.0), "one")
tx("centralize", optax.centralize(), (A(2, 3, 2), A(3, 2, 3, 2))); tx("ema.biased", optax.ema(0.5, debias=False), "nest"); tx("trace.nesterov", optax.trace(0.5, nesterov=True), "scalar")
tx("keep_params_nonnegative", optax.keep_params_nonnegative(), (A(4, lo=0.0, hi=1.0), A(3, 4))); tx("zero_nans", optax.zero_nans(), ({"w": A(2), "b": A(2)}, {"w": A(3, 2, values=[[1, np.nan], [0.5, 2], [np.nan, np.nan]]), "b": A(3, 2)}))
tx("set_to_zero", optax.set_to_zero(), "nest"); tx("identity", optax.identity(), "one"); tx("apply_every", optax.apply_every(2), "nest"); tx("stateless", optax.stateless(fun("u p", lambda u, p: optax.tree.scale(0.5, u))), "flat")
tx("stateless_with_tree_map", optax.stateless_with_tree_map(fun("u p", lambda u, p: u * p)), "nest")
tx("chain.nested", optax.chain(optax.chain(optax.clip(0.5), optax.trace(0.9)), optax.chain(optax.scale(-0.1))), "nest"); tx("named_chain", optax.named_chain(("clip", optax.clip_by_global_norm(0.5)), ("adam", optax.adam(0.1))), "flat")
tx("masked.invert", optax.masked(optax.adam(0.1), {"w": False, "b": True})); tx("masked.prefix", optax.masked(optax.trace(0.5), {"a": True, "c": False}), "nest"); tx("masked.tuple", optax.masked(optax.trace(0.5), {"a": False, "c": (True, False)}), "nest")
tx("partition.prefix", optax.partition({"x": optax.adam(0.1), "y": optax.sgd(0.1, momentum=0.5)}, {"a": "x", "c": "y"}), "nest"); tx("partition.unused", optax.partition({"x": optax.lion(0.1), "y": optax.adam(0.1)}, {"w": "x", "b": "x"}))
tx("partition.decay", optax.partition({"x": optax.adamw(0.1, weight_decay=0.3), "y": optax.set_to_zero()}, {"w": "x", "b": "y"})); tx("freeze", optax.chain(optax.adam(0.1), optax.freeze(MASK)))
tx("selective_transform", optax.selective_transform(optax.adam(0.1), freeze_mask=MASK)); tx("flatten", optax.flatten(optax.chain(optax.clip_by_block_rms(0.1), optax.adamw(0.1))), "nest")
BAD = (A(2), A(4, 2, values=[[1, 2], [np.nan, 1], [0.5, np.inf], [1, 1]]))
for i, n in enumerate([0, 1, 5]): tx(f"apply_if_finite.{i}", optax.apply_if_finite(optax.adam(0.2), n), BAD, steps=4)
STEP = lambda f: fun("step", f)
tx("conditionally_transform", optax.conditionally_transform(optax.adam(0.1), STEP(lambda step: step != 1)), "nest"); tx("conditionally_mask", optax.conditionally_mask(optax.adam(0.1), STEP(lambda step: step >= 1)), "scalar")
for i, (k, kw) in enumerate([(2, {}), (3, {"use_grad_mean": False}), (1, {}), (2, {"should_skip_update_fn": g.Api("optax.skip_not_finite")})]):
  tx(f"multi_steps.{i}", optax.MultiSteps(optax.adam(0.1), k, **kw).gradient_transformation(), BAD if "should_skip_update_fn" in kw else kinds[i], steps=4 if "should_skip_update_fn" in kw else 3)
tx("multi_steps.schedule", optax.MultiSteps(optax.sgd(0.1), STEP(lambda step: jnp.where(step < 1, 1, 2))).gradient_transformation(), "one")
HP = fun("state params", lambda state, params: state.hyperparams)
inj = lambda f, *a, **k: optax.inject_hyperparams(f)(*a, **k)
for i, t in enumerate([inj(optax.adam, learning_rate=0.1), inj(optax.sgd, learning_rate=SCHED["exp"], momentum=0.5), inj(optax.rmsprop, learning_rate=SCHED["linear"], decay=0.5), inj(optax.adamw, learning_rate=0.1, weight_decay=SCHED["exp"]),
                       inj(optax.lion, learning_rate=0.1), inj(optax.radam, learning_rate=0.1, b2=0.6), inj(optax.scale, step_size=SCHED["cosine"])]):
  tx(f"inject_hyperparams.{i}", t, kinds[i % 4], final=HP)
tx("inject_hyperparams.chain", optax.chain(optax.clip(0.5), inj(optax.adabelief, learning_rate=SCHED["cosine"])), "nest")
tx("snapshot", optax.chain(optax.scale(2.0), optax.snapshot("norm", fun("u", lambda u: optax.tree.norm(u)))), "nest")
tx("monitor", optax.monitor({"norm": fun("u", lambda u: optax.tree.norm(u)), "mean": optax.measure_with_ema(fun("u", lambda u: optax.tree.norm(u)), 0.5)}), "flat")

def look(id, t):
  expr("more.tx." + id, "transforms", lambda w, g: let([("tx", t), ("p0", optax.LookaheadParams.init_synced({"w": w})), ("s0", V("tx").init(V("p0"))),
    ("out", lax.scan(fun("c g", lambda c, g: let([("u", V("tx").update({"w": g}, c[1], c[0])), ("p", optax.apply_updates(c[0], V("u")[0]))], lambda u, p: ((p, u[1]), (p.fast["w"], p.slow["w"])))), (V("p0"), V("s0")), g))], lambda tx, p0, s0, out: out[1]), tol="opt", w=A(3), g=A(4, 3))
look("lookahead.0", optax.lookahead(optax.adam(0.2), 2, 0.5)); look("lookahead.1", optax.lookahead(optax.sgd(0.2, momentum=0.9), 3, 0.8, reset_state=True))

# ---- schedules -----------------------------------------------------------------------------------------------------------
def sched(id, s): add("more.schedule." + id, "schedules", "schedule", {"schedule": J(s), "steps": list(range(0, 24, 2)) + [100]}, {}, "math", False)
S = optax
for nm, s in {"constant": S.constant_schedule(0.3), "linear.begin": S.linear_schedule(1.0, 0.1, 10, transition_begin=4), "polynomial": S.polynomial_schedule(1.0, 0.0, 2, 10), "polynomial.begin": S.polynomial_schedule(0.1, 1.0, 0.5, 8, transition_begin=3),
  "piecewise": S.piecewise_constant_schedule(1.0, {3: 0.5, 9: 0.1}), "piecewise.none": S.piecewise_constant_schedule(0.7), "interpolate.linear": S.piecewise_interpolate_schedule("linear", 1.0, {4: 0.5, 10: 0.2}), "interpolate.cosine": S.piecewise_interpolate_schedule("cosine", 2.0, {5: 0.1, 12: 3.0}),
  "exp.stairs": S.exponential_decay(1.0, 4, 0.5, staircase=True), "exp.end": S.exponential_decay(1.0, 3, 0.5, end_value=0.1), "exp.grow": S.exponential_decay(0.1, 3, 2.0, transition_begin=2, end_value=1.0), "exp.stairs.begin": S.exponential_decay(1.0, 4, 0.8, transition_begin=3, staircase=True),
  "cosine": S.cosine_decay_schedule(0.4, 12), "cosine.exponent": S.cosine_decay_schedule(1.0, 10, alpha=0.2, exponent=2.0), "warmup_constant": S.warmup_constant_schedule(0.0, 1.0, 6), "warmup_cosine": S.warmup_cosine_decay_schedule(0.1, 1.0, 4, 16, end_value=0.05),
  "warmup_cosine.exponent": S.warmup_cosine_decay_schedule(0.0, 1.0, 4, 20, exponent=1.5), "warmup_exp": S.warmup_exponential_decay_schedule(0.0, 1.0, 4, 5, 0.5), "warmup_exp.stairs": S.warmup_exponential_decay_schedule(0.0, 1.0, 4, 5, 0.5, transition_begin=2, staircase=True, end_value=0.3),
  "onecycle.cosine": S.cosine_onecycle_schedule(20, 1.0), "onecycle.cosine.options": S.cosine_onecycle_schedule(18, 2.0, pct_start=0.5, div_factor=10.0, final_div_factor=100.0), "onecycle.linear": S.linear_onecycle_schedule(20, 1.0), "onecycle.linear.options": S.linear_onecycle_schedule(18, 2.0, pct_start=0.2, pct_final=0.7, div_factor=4.0, final_div_factor=50.0),
  "join.three": S.join_schedules([S.constant_schedule(1.0), S.linear_schedule(1.0, 0.5, 4), S.exponential_decay(0.5, 3, 0.5)], [4, 10])}.items(): sched(nm, s)

# ---- losses --------------------------------------------------------------------------------------------------------------
def loss(id, fn, args, wrt=(0,), tol="math", kwargs=None, **inputs):
  add("more.loss." + id, "losses", "value_and_grad", {"fn": J(fn), "args": [J(In(a)) if isinstance(a, str) else J(a) for a in args], "kwargs": {k: J(v) for k, v in (kwargs or {}).items()}, "wrt": list(wrt)}, inputs, tol)
L = losses
WHERE = A(3, 4, values=[[1, 1, 0, 1], [0, 1, 1, 1], [1, 1, 1, 1]], dtype="bool")
P, T = A(3, 4), A(3, 4)
for nm in ["squared_error", "l2_loss", "huber_loss", "log_cosh"]:
  loss(nm, getattr(L, nm), ["p", "t"], (0, 1), p=P, t=T); loss(nm + ".alone", getattr(L, nm), ["p"], p=A(5))
for nm in ["cosine_similarity", "cosine_distance"]:
  loss(nm, getattr(L, nm), ["p", "t"], (0, 1), p=P, t=T); loss(nm + ".axis", getattr(L, nm), ["p", "t"], kwargs={"axis": 0, "epsilon": 0.01}, p=P, t=T); loss(nm + ".where", getattr(L, nm), ["p", "t"], kwargs={"where": In("m")}, p=P, t=T, m=WHERE)
  loss(nm + ".zero", getattr(L, nm), ["p", "t"], kwargs={"epsilon": 0.1}, p=A(2, 3, values=[[0, 0, 0], [1, 2, 3]]), t=A(2, 3))
loss("sigmoid_bce.extreme", L.sigmoid_binary_cross_entropy, ["p", "t"], p=A(4, values=[-80.0, 80.0, 0.0, 30.0]), t=A(4, values=[1.0, 0.0, 0.5, 1.0])); loss("sigmoid_bce.labels", L.sigmoid_binary_cross_entropy, ["p", "t"], (0, 1), p=A(5), t=A(5, lo=0.0, hi=1.0))
for i, kw in enumerate([{}, {"gamma": 0.5}, {"alpha": 0.8, "gamma": 3.0}]): loss(f"focal.{i}", L.sigmoid_focal_loss, ["p", "t"], kwargs=kw, p=A(6), t=A(6, values=[0, 1, 1, 0, 1, 0]))
Q = jnn.softmax(In("t"))
loss("softmax_ce", L.softmax_cross_entropy, ["p", Q], p=P, t=T); loss("softmax_ce.axis", L.softmax_cross_entropy, ["p", jnn.softmax(In("t"), axis=0)], kwargs={"axis": 0}, p=P, t=T); loss("softmax_ce.where", L.softmax_cross_entropy, ["p", Q], kwargs={"where": In("m")}, p=P, t=T, m=WHERE)
loss("safe_softmax_ce", L.safe_softmax_cross_entropy, ["p", "t"], (0,), p=A(2, 3, values=[[-np.inf, 0.0, 1.0], [1.0, 2.0, 0.5]]), t=A(2, 3, values=[[0.0, 0.5, 0.5], [0.2, 0.3, 0.5]]))
loss("integer_labels", L.softmax_cross_entropy_with_integer_labels, ["p", "t"], p=P, t=A(3, ints=(0, 4), dtype="int32")); loss("integer_labels.axis", L.softmax_cross_entropy_with_integer_labels, ["p", "t"], kwargs={"axis": 0}, p=P, t=A(4, ints=(0, 3), dtype="int32"))
loss("integer_labels.axes", L.softmax_cross_entropy_with_integer_labels, ["p", "t"], kwargs={"axis": (0, 2)}, p=A(2, 3, 2), t=A(3, ints=(0, 4), dtype="int32")); loss("integer_labels.where", L.softmax_cross_entropy_with_integer_labels, ["p", "t"], kwargs={"where": In("m")}, p=P, t=A(3, values=[0, 1, 2], dtype="int32"), m=WHERE)
loss("hinge", L.hinge_loss, ["p", "t"], p=A(4, values=[0.5, -0.5, 2.0, -2.0]), t=A(4, values=[1, 1, 1, -1])); loss("perceptron", L.perceptron_loss, ["p", "t"], p=A(5), t=A(5, values=[1, -1, 1, -1, 1]))
loss("multiclass_hinge", L.multiclass_hinge_loss, ["p", "t"], p=A(2, 2, 3), t=A(2, 2, ints=(0, 3), dtype="int32")); loss("multiclass_perceptron", L.multiclass_perceptron_loss, ["p", "t"], p=A(3, 4), t=A(3, ints=(0, 4), dtype="int32"))
loss("sparsemax", L.sparsemax_loss, ["p", "t"], p=A(6, values=[-2.0, -0.5, 0.3, 0.8, 1.5, 3.0]), t=A(6, values=[0, 1, 0, 1, 0, 1], dtype="int32")); loss("multiclass_sparsemax", L.multiclass_sparsemax_loss, ["p", "t"], p=A(3, 4), t=A(3, values=[0, 3, 1], dtype="int32"))
for i, kw in enumerate([{}, {"epsilon": -1.0}, {"axis": 0}]): loss(f"poly.{i}", L.poly_loss_cross_entropy, ["p", jnn.softmax(In("t"), axis=kw.get("axis", -1))], kwargs=kw, p=P, t=T)
loss("kl.zero", L.kl_divergence, ["p", "t"], p=A(2, 3, lo=-3.0, hi=-0.1), t=A(2, 3, values=[[0, 0.4, 0.6], [1, 0, 0]])); loss("kl.where", L.kl_divergence, ["p", "t"], kwargs={"where": In("m")}, p=A(3, 4, lo=-3.0, hi=-0.1), t=A(3, 4, lo=0.1, hi=0.9), m=WHERE); loss("kl.axis", L.kl_divergence, ["p", "t"], kwargs={"axis": None}, p=A(2, 3, lo=-3.0, hi=-0.1), t=A(2, 3, lo=0.1, hi=0.9))
loss("kl.log", L.kl_divergence_with_log_targets, ["p", "t"], (0, 1), p=A(2, 3, lo=-3.0, hi=-0.1), t=A(2, 3, lo=-3.0, hi=-0.1)); loss("kl.log.axis", L.kl_divergence_with_log_targets, ["p", "t"], kwargs={"axis": 0}, p=A(2, 3, lo=-3.0, hi=-0.1), t=A(2, 3, lo=-3.0, hi=-0.1))
loss("kl.generalized", L.generalized_kl_divergence, ["p", "t"], p=A(2, 3, lo=-3.0, hi=0.5), t=A(2, 3, lo=0.1, hi=2.0)); loss("kl.generalized.where", L.generalized_kl_divergence, ["p", "t"], kwargs={"where": In("m")}, p=A(3, 4, lo=-3.0, hi=0.5), t=A(3, 4, lo=0.1, hi=2.0), m=WHERE)
loss("smooth_labels", L.smooth_labels, ["p", 0.2], p=A(2, 3, lo=0.0, hi=1.0)); loss("smooth_labels.axis", L.smooth_labels, ["p", 0.3], kwargs={"axis": 0}, p=A(2, 3, lo=0.0, hi=1.0))
for i, (n, t) in enumerate([(4, [0, 0, 1, 1]), (5, [0, 1, 0, 1, 0])]): loss(f"ntxent.{i}", L.ntxent, ["p", "t"], tol="linalg", p=A(n, 3), t=A(n, values=t, dtype="int32"))
for i, kw in enumerate([{}, {"margin": 0.2, "norm_degree": 4}, {"axis": 0, "eps": 0.1}]): loss(f"triplet.{i}", L.triplet_margin_loss, ["a", "p", "n"], (0, 1, 2), kwargs=kw, a=A(2, 3), p=A(2, 3), n=A(2, 3))
loss("ranking", L.ranking_softmax_loss, ["p", "t"], p=P, t=A(3, 4, lo=0.0, hi=2.0))
loss("ranking.weights", L.ranking_softmax_loss, ["p", "t"], kwargs={"weights": In("w"), "reduce_fn": None}, p=P, t=A(3, 4, lo=0.0, hi=2.0), w=A(3, 4, lo=0.5, hi=1.5))
HOT = jnn.one_hot(In("t"), 3)
for i, kw in enumerate([{}, {"alpha": 0.3, "beta": 0.7}, {"smooth": 0.1, "reduction": "sum"}, {"reduction": "none", "ignore_background": True}, {"class_weights": In("c")}]): loss(f"dice.{i}", L.dice_loss, ["p", HOT], kwargs=kw, p=A(2, 4, 3), t=A(2, 4, ints=(0, 3), dtype="int32"), c=A(3, lo=0.5, hi=2.0))
loss("dice.generalized", L.multiclass_generalized_dice_loss, ["p", HOT], p=A(2, 4, 3), t=A(2, 4, values=[[0, 1, 2, 0], [1, 1, 2, 0]], dtype="int32")); loss("dice.binary", L.binary_dice_loss, ["p", "t"], p=A(2, 5), t=A(2, 5, values=[[0, 1, 1, 0, 1], [1, 0, 0, 0, 1]]))
loss("ctc.padded", L.ctc_loss, ["p", "pp", "t", "tp"], tol="linalg", p=A(2, 5, 4), pp=A(2, 5, values=[[0] * 5, [0, 0, 0, 0, 1]]), t=A(2, 2, values=[[1, 1], [2, 3]], dtype="int32"), tp=A(2, 2, values=[[0, 0], [0, 1]]))
loss("ctc.blank", L.ctc_loss, ["p", "pp", "t", "tp"], tol="linalg", kwargs={"blank_id": 3}, p=A(1, 4, 4), pp=A(1, 4, values=[[0] * 4]), t=A(1, 2, values=[[0, 2]], dtype="int32"), tp=A(1, 2, values=[[0, 0]]))
expr("more.loss.ctc_forward", "losses", lambda p, pp, t, tp: L.ctc_loss_with_forward_probs(p, pp, t, tp), tol="linalg", p=A(1, 3, 3), pp=A(1, 3, values=[[0] * 3]), t=A(1, 1, values=[[2]], dtype="int32"), tp=A(1, 1, values=[[0]]))
expr("more.loss.fenchel_young", "losses", lambda p, t: L.make_fenchel_young_loss(jnn.logsumexp)(p, t), p=A(3, 4), t=A(3, 4, lo=0.0, hi=1.0))

# ---- trees, projections, assignment, the rest ------------------------------------------------------------------------------
T2 = lambda: {"x": In("a"), "y": (In("b"), In("c"))}
def tree(id, body, tol="math"): expr("more.tree." + id, "losses", lambda a, b, c: body(T2()), tol=tol, a=A(3), b=A(2, 2), c=A())
tr = optax.tree
for nm, body in {"add": lambda t: tr.add(t, t, t), "sub": lambda t: tr.sub(t, tr.scale(0.5, t)), "mul": lambda t: tr.mul(t, t), "div": lambda t: tr.div(t, tr.full_like(t, 2.0)), "scale": lambda t: tr.scale(-1.5, t), "add_scale": lambda t: tr.add_scale(t, 0.5, t), "vdot": lambda t: tr.vdot(t, tr.scale(2.0, t)),
  "sum": lambda t: tr.sum(t), "max": lambda t: tr.max(t), "min": lambda t: tr.min(t), "norm1": lambda t: tr.norm(t, ord=1), "norminf": lambda t: tr.norm(t, ord=jnp.inf), "norm2": lambda t: tr.norm(t, squared=True), "zeros_like": lambda t: tr.zeros_like(t), "ones_like": lambda t: tr.ones_like(t),
  "full_like": lambda t: tr.full_like(t, 0.3), "clip": lambda t: tr.clip(t, -0.5, 0.5), "where": lambda t: tr.where(True, t, tr.zeros_like(t)), "update_moment": lambda t: tr.update_moment(t, tr.ones_like(t), 0.7, 2), "update_infinity_moment": lambda t: tr.update_infinity_moment(t, tr.ones_like(t), 0.7, 0.1),
  "update_moment_per_elem_norm": lambda t: tr.update_moment_per_elem_norm(t, tr.ones_like(t), 0.7, 2), "bias_correction": lambda t: tr.bias_correction(t, 0.7, jnp.asarray(3)), "batch_shape": lambda t: tr.batch_shape(t, (2,)), "allclose": lambda t: tr.allclose(t, tr.scale(1.0, t)), "cast": lambda t: tr.cast(t, g.dtype("int32"))}.items(): tree(nm, body)
expr("more.tree.random_like", "losses", lambda a: tr.random_like(key(5), {"x": a, "y": a}), a=A(3)); expr("more.tree.split_key_like", "losses", lambda a: g.kd(tr.split_key_like(key(6), {"x": a})["x"]), a=A(3))
expr("more.tree.get", "losses", lambda a: tr.get(optax.adam(0.1).init({"w": a}), "nu"), a=A(3))
PR = Api("optax.projections")
def proj(id, body): expr("more.projection." + id, "losses", lambda a, b: body({"x": a, "y": b}), a=A(4), b=A(2, 2))
for nm, body in {"non_negative": lambda t: PR.projection_non_negative(t), "box": lambda t: PR.projection_box(t, -0.3, 0.4), "hypercube": lambda t: PR.projection_hypercube(t, 0.7), "simplex": lambda t: PR.projection_simplex(t, 1.5), "l1_sphere": lambda t: PR.projection_l1_sphere(t, 2.0), "l1_ball": lambda t: PR.projection_l1_ball(t, 0.9), "l1_ball.inside": lambda t: PR.projection_l1_ball(t, 100.0),
  "l2_sphere": lambda t: PR.projection_l2_sphere(t, 1.5), "l2_ball": lambda t: PR.projection_l2_ball(t, 0.5), "linf_ball": lambda t: PR.projection_linf_ball(t, 0.4), "vector": lambda t: PR.projection_vector(t, tr.ones_like(t)), "hyperplane": lambda t: PR.projection_hyperplane(t, tr.ones_like(t), 0.5), "halfspace": lambda t: PR.projection_halfspace(t, tr.ones_like(t), -0.5)}.items():
  if nm not in ("box", "hypercube"): proj(nm, body)
expr("more.projection.box", "losses", lambda a: (PR.projection_box(a, -0.3, 0.4), PR.projection_hypercube(a, 0.7)), a=A(5))
add("more.projection.simplex.grad", "losses", "value_and_grad", {"fn": J(fun("p", lambda p: PR.projection_simplex(p) * In("w"))), "args": [J(In("p"))], "kwargs": {}, "wrt": [0]}, {"p": A(5), "w": A(5)}, "math")
HU = Api("optax.assignment")
for i, shape in enumerate([(4, 4), (3, 5), (5, 3)]):
  expr(f"more.assignment.{i}", "losses", lambda a: (HU.hungarian_algorithm(a), HU.base_hungarian_algorithm(a)), jitter=False, a=A(*shape, lo=0.0, hi=9.0))
expr("more.safe_norm", "losses", lambda a: (optax.safe_norm(a, 0.1), optax.safe_norm(a, 2.0, axis=1), optax.safe_norm(a, 0.1, ord=1, axis=0, keepdims=True), optax.safe_root_mean_squares(a, 0.1)), a=A(2, 3))
expr("more.power_iteration", "losses", lambda a: optax.power_iteration(a @ a.T + jnp.eye(3), v0=jnp.ones((3,)))[0], tol="linalg", a=A(3, 3)); expr("more.nnls", "losses", lambda a, b: optax.nnls(a, b, 100), tol="linalg", a=A(5, 3), b=A(5))
expr("more.incremental_update", "losses", lambda a, b: optax.incremental_update({"x": a}, {"x": b}, 0.3), a=A(3), b=A(3)); expr("more.global_norm_clip", "losses", lambda a: optax.per_example_global_norm_clip({"x": a}, 0.7), a=A(3, 2)); expr("more.layer_norm_clip", "losses", lambda a, b: optax.per_example_layer_norm_clip({"x": a, "y": b}, 0.7, False), a=A(3, 2), b=A(3, 4))
expr("more.safe_increment", "losses", lambda: (optax.safe_increment(jnp.asarray(5)), optax.safe_increment(jnp.asarray(2147483647))), tol="exact", jitter=False)
for nm, body in {"adam.no_label": lambda w: optax.partition({"x": optax.adam(0.1)}, {"w": "z"}).init({"w": w}), "named_chain.twice": lambda w: optax.named_chain(("a", optax.scale(1.0)), ("a", optax.scale(1.0))), "plateau.factor": lambda w: C.reduce_on_plateau(factor=1.5), "lookahead.period": lambda w: optax.lookahead(optax.sgd(0.1), 0, 0.5),
  "adamw.no_params": lambda w: let([("t", optax.adamw(0.1))], lambda t: t.update(w, t.init(w))), "polyak.variant": lambda w: let([("t", optax.polyak_sgd(variant="x"))], lambda t: t.update(w, t.init(w), w, value=1.0)), "lbfgs.memory": lambda w: optax.scale_by_lbfgs(memory_size=0), "integer_labels.float": lambda w: L.softmax_cross_entropy_with_integer_labels(w, w[0]),
  "squared_error.shape": lambda w: L.squared_error(w, jnp.ones((7,))), "interpolate.type": lambda w: optax.piecewise_interpolate_schedule("cubic", 1.0, {2: 0.5})}.items(): raises("more.raises." + nm, "transforms", body, w=A(3))

# ---- edges: nothing in a leaf, many leaves, counters and numbers at the end of their range ------------------------------------
HOLLOW = ({"w": A(0, 3), "b": A(3), "s": A()}, {"w": A(2, 0, 3), "b": A(2, 3), "s": A(2)})
for nm, t in {"adam": O.adam(0.1), "adamw": O.adamw(0.1, weight_decay=0.1), "sgd": O.sgd(0.1, momentum=0.9, nesterov=True), "lion": O.lion(0.1), "rmsprop": O.rmsprop(0.1, centered=True), "yogi": O.yogi(0.1), "adan": O.adan(0.1), "adabelief": O.adabelief(0.1), "novograd": O.novograd(0.1),
              "clip": optax.chain(optax.clip_by_global_norm(0.1), optax.sgd(0.1)), "flatten": optax.flatten(O.adam(0.1)), "ademamix": C.ademamix(0.1), "prodigy": C.prodigy(estim_lr0=0.1)}.items():
  updates(f"opt.hollow.{nm}", t, HOLLOW, steps=2)
def many(id, t, n=300):
  """One step on n leaves, which are the elements of one array."""
  leaves = [f"k{i}" for i in range(n)]
  expr("more.opt.leaves." + id, "optimizers", lambda a, b: let([("t", t), ("p", {k: a[i] for i, k in enumerate(leaves)}), ("u", V("t").update({k: b[i] for i, k in enumerate(leaves)}, V("t").init(V("p")), V("p"))[0])], lambda *_: jnp.stack([V("u")[k] for k in leaves])), tol="opt", a=A(n), b=A(n))
many("adam", O.adam(0.1))
LATE = [0, 1, 100, 2**24, 2**24 + 1, 2**31 - 2, 2**31 - 1]
for nm, s in {"linear": S.linear_schedule(1.0, 0.1, 1000), "exp": S.exponential_decay(1.0, 2**20, 0.5), "exp.stairs": S.exponential_decay(1.0, 2**28, 0.5, staircase=True), "cosine": S.cosine_decay_schedule(1.0, 2**30), "polynomial": S.polynomial_schedule(1.0, 0.0, 2, 2**30),
              "piecewise": S.piecewise_constant_schedule(1.0, {100: 0.5, 2**31 - 1: 0.5}), "warmup_cosine": S.warmup_cosine_decay_schedule(0.0, 1.0, 50, 2**26), "onecycle": S.cosine_onecycle_schedule(1000, 1.0), "join": S.join_schedules([S.constant_schedule(1.0), S.linear_schedule(1.0, 0.5, 10)], [2**24])}.items():
  add("more.schedule.late." + nm, "schedules", "schedule", {"schedule": J(s), "steps": LATE}, {}, "math", False)
sched("sgdr", S.sgdr_schedule([{"init_value": 0.0, "peak_value": 1.0, "decay_steps": 8, "warmup_steps": 2, "end_value": 0.1}, {"init_value": 0.1, "peak_value": 0.5, "decay_steps": 10, "warmup_steps": 3, "end_value": 0.0}]))
BIG = A(3, 4, values=[[1e4, -1e4, 0.0, 1.0], [88.8, 89.0, -89.0, -104.0], [3e38, -3e38, 1.0, 2.0]])
loss("large.softmax_ce", L.softmax_cross_entropy, ["p", Q], p=BIG, t=T); loss("large.integer_labels", L.softmax_cross_entropy_with_integer_labels, ["p", "t"], p=BIG, t=A(3, values=[0, 2, 1], dtype="int32"))
loss("large.sigmoid_bce", L.sigmoid_binary_cross_entropy, ["p", "t"], p=BIG, t=A(3, 4, values=[[1, 0, 0.5, 1], [0, 1, 0, 1], [1, 0, 1, 0]])); loss("large.focal", L.sigmoid_focal_loss, ["p", "t"], p=A(4, values=[-90.0, 90.0, 30.0, -30.0]), t=A(4, values=[0, 1, 0, 1]))
loss("large.log_cosh", L.log_cosh, ["p"], p=A(5, values=[1e4, -1e4, 90.0, 1e-20, 0.0])); loss("large.huber", L.huber_loss, ["p"], kwargs={"delta": 0.5}, p=A(5, values=[1e30, -1e30, 0.5, -0.5, 0.0]))
loss("large.hinge", L.hinge_loss, ["p", "t"], p=A(4, values=[1e30, -1e30, 1.0, 0.0]), t=A(4, values=[-1, 1, 1, -1])); loss("inf.integer_labels", L.softmax_cross_entropy_with_integer_labels, ["p", "t"], p=A(2, 3, values=[[-np.inf, 0.0, 1.0], [0.0, -np.inf, -np.inf]]), t=A(2, values=[1, 0], dtype="int32"))
loss("large.kl", L.kl_divergence, ["p", "t"], p=A(2, 3, values=[[-100.0, -0.5, -1.0], [-1e4, 0.0, -50.0]]), t=A(2, 3, values=[[0, 0.5, 0.5], [1e-30, 1, 0]])); loss("large.cosine", L.cosine_similarity, ["p", "t"], p=A(2, 3, values=[[1e18, 1e18, 0], [1e-18, 0, 0]]), t=A(2, 3))
loss("triplet.equal", L.triplet_margin_loss, ["a", "a", "n"], kwargs={"margin": 0.5}, a=A(2, 3), n=A(2, 3)); loss("ranking.where", L.ranking_softmax_loss, ["p", "t"], kwargs={"where": In("m")}, p=P, t=A(3, 4, lo=0.0, hi=2.0), m=WHERE)

# ---- what is left: derivatives of second order, transformations by their own names, small functions ---------------------------
SO, TU = Api("optax.second_order"), Api("optax.tree_utils")
square_loss = fun("p x y", lambda p, x, y: jnp.mean((jnp.tanh(x @ p["w"]) + p["b"] - y) ** 2))
PARAMS = lambda: {"w": In("w"), "b": In("b")}
so = dict(w=A(3, 2), b=A(2), x=A(4, 3), y=A(4, 2))
expr("more.second_order.hvp", "losses", lambda w, b, x, y, v: SO.hvp(square_loss, v, PARAMS(), x, y), tol="linalg", **so, v=A(8)); expr("more.second_order.hessian_diag", "losses", lambda w, b, x, y: SO.hessian_diag(square_loss, PARAMS(), x, y), tol="linalg", **so); expr("more.second_order.fisher_diag", "losses", lambda w, b, x, y: SO.fisher_diag(square_loss, PARAMS(), x, y), tol="linalg", **so)
for nm, t in {"acprop": C.scale_by_acprop(), "ademamix": C.scale_by_ademamix(b3=0.9), "adopt": C.scale_by_adopt(), "cocob": C.scale_by_cocob(), "madgrad": C.scale_by_madgrad(0.1), "simplified_ademamix": C.scale_by_simplified_ademamix(), "adadelta": optax.scale_by_adadelta(0.7, 1e-3), "rprop": optax.scale_by_rprop(0.1)}.items(): updates(f"opt.scale_by.{nm}", t, "nest")
updates("opt.dpsgd", C.dpsgd(0.1, 0.5, 0.3, 5, momentum=0.9), BATCH, jitter=False)
for nm, body in {"add": lambda t: TU.tree_add(t, t), "sub": lambda t: TU.tree_sub(t, TU.tree_ones_like(t)), "mul": lambda t: TU.tree_mul(t, t), "div": lambda t: TU.tree_div(t, TU.tree_full_like(t, 4.0)), "add_scale": lambda t: TU.tree_add_scale(t, -2.0, t), "vdot": lambda t: TU.tree_vdot(t, t), "sum": lambda t: TU.tree_sum(t), "norm": lambda t: TU.tree_norm(t), "clip": lambda t: TU.tree_clip(t, -0.2, 0.3),
                 "where": lambda t: TU.tree_where(False, t, TU.tree_scale(2.0, t)), "update_moment": lambda t: TU.tree_update_moment(t, TU.tree_zeros_like(t), 0.9, 1), "update_infinity_moment": lambda t: TU.tree_update_infinity_moment(t, t, 0.5, 0.1), "bias_correction": lambda t: TU.tree_bias_correction(t, 0.9, jnp.asarray(2)), "max": lambda t: TU.tree_max(t)}.items(): tree("utils." + nm, body)
tree("cast_like", lambda t: tr.cast_like(t, {"x": jnp.ones((1,), g.dtype("int32")), "y": (jnp.ones(()), jnp.ones(()))}))
expr("more.periodic_update", "losses", lambda a, b: (optax.periodic_update({"x": a}, {"x": b}, jnp.asarray(6), 3), optax.periodic_update({"x": a}, {"x": b}, jnp.asarray(7), 3)), a=A(3), b=A(3)); expr("more.skip_large_updates", "losses", lambda a: optax.skip_large_updates({"x": a}, jnp.asarray(0), {"x": a}, 0.5)[0], jitter=False, a=A(3, values=[1.0, 0.5, 0.2]))
add("more.scale_gradient", "losses", "value_and_grad", {"fn": J(fun("p", lambda p: optax.scale_gradient(p, 0.3) ** 2)), "args": [J(In("p"))], "kwargs": {}, "wrt": [0]}, {"p": A(4)}, "math")
TF = Api("optax.transforms")
expr("more.unitwise_norm", "losses", lambda a, b, c: (TF.unitwise_norm(a), TF.unitwise_norm(b), TF.unitwise_norm(c)), a=A(3), b=A(2, 3), c=A(2, 2, 2, 3)); expr("more.unitwise_clip", "losses", lambda a, b, u: TF.unitwise_clip(TF.unitwise_norm(u), TF.unitwise_norm(a), b), a=A(2, 3), b=A(2, 3), u=A(2, 3))
expr("more.perturbed", "losses", lambda a: Api("optax.perturbations").make_perturbed_fun(fun("x", lambda x: jnp.max(x["x"])), 50, 0.3)(key(3), {"x": a}), a=A(4))

def build(case):
  """A case with its result. The tolerance covers four times what moving every float input by one part in 10^7 changes."""
  result, _ = g.build({**case, "jitter": False}, False)
  if case["jitter"]:
    inputs = {k: g.dec(v) for k, v in result["inputs"].items()}
    rtol, moved = result["rtol"], 0.0
    for rep in range(2):
      other = g.encode_expected(case["kind"], g.KINDS[case["kind"]](result["spec"], g._jitter(inputs, np.random.default_rng(rep))))
      for (_, a), (_, b) in zip(g._float_leaves(result["expected"]), g._float_leaves(other)):
        ok = np.isfinite(a) & np.isfinite(b)
        moved = max(moved, float(np.max(np.abs(a - b)[ok] - rtol * np.abs(a)[ok] / 4, initial=0.0)))
    result["atol"] = float(f"{max(result['atol'], 4 * moved):.3g}")
  return result

def build_all(path, old):
  """Every case, by area; those in `old` that ask the same are kept. `path` is written anew after every tenth new one, so that an interrupted run leaves what it has."""
  cases, failed, made = [], [], 0
  for case in sorted(g.CASES, key=lambda case: ["schedules", "losses", "transforms", "optimizers"].index(case["area"])):
    known = old.get(case["id"])
    if known and known["spec"] == json.loads(json.dumps(case["spec"])) and shapes(known) == shapes(case): cases.append(known); continue
    try: cases.append(build(case)); made += 1
    except Exception as error: failed.append((case["id"], f"{type(error).__name__}: {str(error)[:300]}"))
    if path and made % 10 == 9: g.dump(cases + [c for c in old.values() if c["id"] not in {c["id"] for c in cases}], path)
  return cases, failed

def shapes(case):
  """The names, dtypes and shapes of a case's inputs, encoded or as they are asked for."""
  inputs = g.make_inputs(case["id"], case["inputs"]) if case["inputs"] and "expected" not in case else {k: g.dec(v) for k, v in case["inputs"].items()}
  leaf = lambda a: (str(a.dtype), a.shape) if hasattr(a, "dtype") else a
  return {k: str(g._jax.tree.map(leaf, v)) for k, v in inputs.items()}

if __name__ == "__main__":
  path = os.path.join(HERE, "optax.json")
  check = "--check" in sys.argv
  old = {c["id"]: c for c in json.load(open(path))} if os.path.exists(path) else {}
  out, bad = build_all(None if check else path, {} if check else old)
  for b in bad: print("FAILED", *b)
  if check: print("differing:", [c["id"] for c in out if c["id"] not in old or not g.same(old[c["id"]]["expected"], c["expected"], c["rtol"], c["atol"])])
  else: g.dump(out, path)
  print(len(out), "cases;", len(bad), "failed")
