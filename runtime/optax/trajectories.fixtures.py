"""Writes trajectories.fixtures.json: four steps of each transformation below, computed by the real Optax.

    /path/to/python trajectories.fixtures.py

Parameters and gradients are the same for all; `updates` are the updates of the last step, `params` the parameters after it,
`state` the leaves of the state, flattened and concatenated, as float32.
"""
import json
import os

import jax
import jax.numpy as jnp
import numpy as np
import optax

params = {"b": jnp.array([0.5, -0.25]), "w": jnp.array([[1.0, -2.0, 0.3], [0.7, 0.05, -1.5]])}
rng = np.random.default_rng(0)
grads = [jax.tree.map(lambda p: jnp.array(rng.normal(size=p.shape), jnp.float32), params) for _ in range(4)]
cosine = optax.cosine_decay_schedule(0.1, 3, alpha=0.2, exponent=2.0)

transformations = {
    "identity": optax.identity(),
    "scale": optax.scale(-0.3),
    "scaleBySchedule": optax.scale_by_schedule(cosine),
    "scaleByLearningRate": optax.scale_by_learning_rate(0.2),
    "scaleByLearningRate flipSign": optax.scale_by_learning_rate(cosine, flip_sign=False),
    "trace": optax.trace(0.9),
    "trace nesterov": optax.trace(0.9, nesterov=True),
    "clipByGlobalNorm": optax.clip_by_global_norm(1.0),
    "scaleByAdam": optax.scale_by_adam(),
    "scaleByAdam options": optax.scale_by_adam(b1=0.8, b2=0.9, eps=1e-3, eps_root=1e-4),
    "scaleByAdam nesterov": optax.scale_by_adam(nesterov=True),
    "addDecayedWeights": optax.add_decayed_weights(0.1),
    "addDecayedWeights schedule": optax.add_decayed_weights(cosine),
    "addDecayedWeights mask": optax.add_decayed_weights(0.1, mask={"b": False, "w": True}),
    "adam": optax.adam(0.1),
    "adam schedule": optax.adam(cosine),
    "adam nesterov": optax.adam(0.1, nesterov=True),
    "adamw": optax.adamw(0.1, weight_decay=0.01),
    "adamw mask": optax.adamw(0.1, weight_decay=0.5, mask=lambda p: jax.tree.map(lambda x: x.ndim > 1, p)),
    "sgd": optax.sgd(0.1),
    "sgd momentum": optax.sgd(0.1, momentum=0.9),
    "sgd nesterov": optax.sgd(cosine, momentum=0.9, nesterov=True),
    "adagrad": optax.adagrad(0.1),
    "rmsprop": optax.rmsprop(0.1),
    "rmsprop options": optax.rmsprop(0.1, decay=0.8, eps=1e-3, initial_scale=0.5, eps_in_sqrt=False, momentum=0.9, nesterov=True, bias_correction=True),
    "rmsprop centered": optax.rmsprop(cosine, centered=True, eps=1e-3),
    "rmsprop centered corrected": optax.rmsprop(0.1, centered=True, eps=1e-2, eps_in_sqrt=False, bias_correction=True),
    "lion": optax.lion(0.1),
    "scaleByLion smooth": optax.scale_by_lion(mode="smooth", smooth_beta=2.0),
    "scaleByLion refined": optax.scale_by_lion(mode="refined"),
    "nadam": optax.nadam(0.1),
    "nadamw": optax.nadamw(0.1, weight_decay=0.1),
    "radam": optax.radam(0.1),
    "radam b2": optax.radam(0.1, b2=0.8, nesterov=True),
    "partition": optax.partition({"k": optax.adam(0.1), "b": optax.sgd(0.2), "none": optax.adam(1.0)}, {"b": "b", "w": "k"}),
    "partition function": optax.partition({"k": optax.adamw(0.1), "b": optax.set_to_zero()}, lambda p: {"b": "b", "w": "k"}),
    "masked": optax.masked(optax.adam(0.1), {"b": False, "w": True}),
    "adamax": optax.adamax(0.1),
    "adamaxw": optax.adamaxw(0.1, weight_decay=0.1),
    "amsgrad": optax.amsgrad(0.1),
    "amsgrad uncorrected": optax.amsgrad(0.1, b2=0.8, eps_root=1e-4, bias_correction_mu=False, bias_correction_nu=False),
    "adabelief": optax.adabelief(0.1),
    "adabelief nesterov": optax.adabelief(cosine, nesterov=True, eps_root=1e-6),
    "yogi": optax.yogi(0.1),
    "scaleByYogi": optax.scale_by_yogi(b2=0.9, eps_root=1e-4, initial_accumulator_value=0.1),
    "adadelta": optax.adadelta(0.1, rho=0.8, weight_decay=0.1),
    "adan": optax.adan(0.1, weight_decay=0.1),
    "signSgd": optax.sign_sgd(0.1),
    "signum": optax.signum(0.1, beta=0.7),
    "ema": optax.ema(0.7),
    "clip": optax.clip(0.5),
    "clipByBlockRms": optax.clip_by_block_rms(0.5),
    "centralize": optax.centralize(),
    "applyEvery": optax.apply_every(3),
    "chain": optax.chain(optax.clip_by_global_norm(0.5), optax.trace(0.9), optax.scale(-0.1)),
}


def flat(tree):
    leaves = [np.asarray(x, np.float32).ravel() for x in jax.tree.leaves(tree)]
    return [float(x) for x in np.concatenate(leaves)] if leaves else []


def trajectory(tx):
    p, state = params, tx.init(params)
    for g in grads:
        updates, state = tx.update(g, state, p)
        p = optax.apply_updates(p, updates)
    return {"updates": flat(updates), "params": flat(p), "state": flat(state)}


out = {
    "versions": {"jax": jax.__version__, "optax": optax.__version__},
    "params": jax.tree.map(lambda x: np.asarray(x).tolist(), params),
    "grads": [jax.tree.map(lambda x: np.asarray(x).tolist(), g) for g in grads],
    "trajectories": {name: trajectory(tx) for name, tx in transformations.items()},
}
with open(os.path.join(os.path.dirname(__file__), "trajectories.fixtures.json"), "w") as f:
    json.dump(out, f, indent=None, separators=(",", ":"))
    f.write("\n")
