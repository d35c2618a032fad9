"""The tools that the generators of this folder share: ../generate.py's builder, values that test edges, and the command line.

Each `area.py` here writes `area.json` beside it, one case a line:

  pip install jax flax optax
  python area.py            # evaluate new and changed cases, and rewrite the file
  python area.py --all      # evaluate all of them anew
  python area.py --kept     # evaluate none: leave out what changed
  python area.py --check    # evaluate all, and compare instead
"""
import os, sys, json
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import generate as g
from generate import A, E, In, V, J, api, dtype, fun, let, custom_jvp, custom_vjp, jax, jnp, lax, jrandom, jnn, tree  # noqa: F401

g.CASES.clear()
NAN, INF = float("nan"), float("inf")
FLOATS = ["float32", "float16", "bfloat16"]
INTS = ["int8", "uint8", "int16", "uint16", "int32", "uint32"]
RANGE = {"int8": (-2**7, 2**7 - 1), "uint8": (0, 2**8 - 1), "int16": (-2**15, 2**15 - 1), "uint16": (0, 2**16 - 1), "int32": (-2**31, 2**31 - 1), "uint32": (0, 2**32 - 1)}
# Half precision: one unit in the last place of either dtype, because the last rounding may fall on the other side.
g.TOL["float16"] = (1e-3, 2e-6)
g.TOL["float16_steps"] = (2e-3, 2e-3)  # a rounding after each step, in an order of its own
g.TOL["bfloat16"] = (8e-3, 1e-6)
g.TOL["bfloat16_steps"] = (1.6e-2, 2e-6)  # several operations, each rounded
# Sums of a few squares and their derivatives, in another order.
g.TOL["sums"] = (2e-5, 2e-6)

def cases(prefix, area):
  """A function `case(id, body, tol, jitter, **inputs)` that adds cases of an area."""
  def case(id, body, tol="math", jitter=True, **inputs): g.expr(f"more.{prefix}.{id}", area, body, tol, jitter, **inputs)
  return case

def failing(prefix, area):
  return lambda id, body, **inputs: g.raises(f"more.{prefix}.raises.{id}", area, body, **inputs)

def promotions(prefix, area):
  return lambda fn, pairs: g.add(f"more.{prefix}.{fn.split('.')[-1]}", area, "promotion", {"fn": fn, "pairs": pairs}, {}, "exact", False)

def edges(name):
  """Integers at the ends of a dtype's range."""
  lo, hi = RANGE[name]
  return [lo, lo + 1, hi // 2, hi - 1, hi, 0, 1, 7] if lo == 0 else [lo, lo + 1, -7, -1, 0, 1, 7, hi]

def ints(name, *shape): return A(*shape, ints=(max(RANGE[name][0], -90), min(RANGE[name][1], 90)), dtype=name)

def drawn(name, *shape):
  """Any dtype: small integers, normals, coins."""
  return A(*shape, dtype=name) if name == "bool" or name in FLOATS else ints(name, *shape)

def derivatives(f, *xs, weight=0.3, hessian=True):
  """f, its gradient, and its second derivatives along one direction, all weighted unevenly: (value, grads, jvp of grads)."""
  names = "abcdefgh"[:len(xs)]
  args = [V(n) for n in names]
  total = fun(" ".join(names), lambda *a: let([("y", f(*a))], lambda y: jnp.sum(y * jnp.cos(weight * jnp.arange(y.size).astype(dtype("float32")).reshape(y.shape)))))
  grad = jax.grad(total, argnums=tuple(range(len(xs))))
  second = (jax.jvp(grad, tuple(xs), tuple(jnp.sin(x + 1.0) for x in xs))[1],) if hessian else ()
  return (f(*xs), grad(*xs), *second)

def evaluate(case):
  """A case with its result. Where `jitter` is asked for, moving every float input by one part in 10^7 widens atol as ../generate.py does."""
  inputs = {k: g.enc(v) for k, v in g.make_inputs(case["id"], case["inputs"]).items()}
  read = {k: g.dec(v) for k, v in inputs.items()}
  spec = json.loads(json.dumps(case["spec"]))
  run = lambda values: g.encode_expected(case["kind"], g.KINDS[case["kind"]](spec, values))
  expected = run(read)
  rtol, atol = g.TOL[case["tol"]]
  finite = [v[g.np.isfinite(v)] for _, v in g._float_leaves(expected)]
  scale = max([float(g.np.max(g.np.abs(v), initial=0.0)) for v in finite], default=1.0)
  atol *= min(max(scale, 1e-3), 1e3)
  if case["jitter"] and atol > 0 and any(True for _ in g._float_leaves(inputs)):
    for seed in range(2):
      moved = run(g._jitter(read, g.np.random.default_rng(seed)))
      for (_, a), (_, b) in zip(g._float_leaves(expected), g._float_leaves(moved)):
        ok = g.np.isfinite(a) & g.np.isfinite(b)
        atol = max(atol, 4 * float(g.np.max(g.np.abs(a - b)[ok] - rtol * g.np.abs(a)[ok] / 4, initial=0.0)))
    if atol > 0.04 * max(scale, 1e-6): print("ill-conditioned:", case["id"], f"atol {atol:.2g}, scale {scale:.2g}", flush=True)
  return {**{k: case[k] for k in ("id", "area", "kind")}, "spec": spec, "inputs": inputs, "expected": expected, "rtol": float(f"{rtol:.3g}"), "atol": float(f"{atol:.3g}")}

def evaluate_all(given, save):
  done, bad = [], []
  for n, case in enumerate(given):
    if n % 50 == 49:
      save(done)  # what was evaluated is not lost with the process
      g._jax.clear_caches()  # compiled programs of many shapes fill memory
    try: done.append(evaluate(case))
    except Exception as error: bad.append((case["id"], f"{type(error).__name__}: {str(error)[:300]}"))
  return done, bad

def main(file):
  path = file.replace(".py", ".json")
  check, everything = "--check" in sys.argv, "--all" in sys.argv
  all_cases = list(g.CASES)
  old = {c["id"]: c for c in json.load(open(path))} if os.path.exists(path) else {}
  rtol = lambda c: float(f"{g.TOL[c['tol']][0]:.3g}")
  same_spec = lambda c: c["id"] in old and old[c["id"]]["spec"] == json.loads(json.dumps(c["spec"])) and old[c["id"]]["inputs"].keys() == c["inputs"].keys() and old[c["id"]]["rtol"] == rtol(c)
  kept = {} if check or everything else {c["id"]: old[c["id"]] for c in all_cases if same_spec(c)}
  def in_order(fresh):
    found = {**kept, **{c["id"]: c for c in fresh}}
    return [found[c["id"]] for c in all_cases if c["id"] in found]
  save = lambda fresh: None if check else g.dump(in_order(fresh), path)
  wanted = [] if "--kept" in sys.argv else [c for c in all_cases if c["id"] not in kept]
  fresh, bad = evaluate_all(wanted, save)
  for b in bad: print("FAILED", *b)
  out = in_order(fresh)
  if check: print("differing:", [c["id"] for c in out if c["id"] not in old or not g.same(old[c["id"]]["expected"], c["expected"], c["rtol"], c["atol"])])
  save(fresh)
  print(os.path.basename(path), len(out), "cases,", os.path.getsize(path), "bytes;", len(bad), "failed", flush=True)
