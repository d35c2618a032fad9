"""What the scripts *.reference.py share: they train in real Flax, and write the losses beside them; `--time` says what a step takes."""
import json
import pathlib
import sys
import time

import jax


def write(script, steps, step, after):
  """Trains `steps` steps, where `script` is what runs, and was not imported. `step(i)` returns a dict of losses before step i, `after()` a dict of numbers of the trained model.

  The file holds the losses of the first ten steps and of every tenth after those.
  """
  if pathlib.Path(sys.argv[0]).resolve() != pathlib.Path(script).resolve():
    return
  if "--time" in sys.argv:
    return measure(step)
  losses = [step(i) for i in range(steps)]
  kept = [i for i in range(steps) if i < 10 or i % 10 == 0 or i == steps - 1]
  result = {
      "versions": {"jax": jax.__version__, "flax": __import__("flax").__version__, "optax": __import__("optax").__version__},
      "steps": kept,
      "losses": {name: [float(losses[i][name]) for i in kept] for name in losses[0]},
      "after": {name: float(value) for name, value in after().items()},
  }
  print(json.dumps(result["after"]), {name: values[-1] for name, values in result["losses"].items()})
  pathlib.Path(script).with_suffix(".json").write_text(json.dumps(result) + "\n")


def measure(step):
  """Prints the median, in milliseconds, of a step whose losses are read."""
  for i in range(3):
    jax.block_until_ready(step(i))
  times = []
  begin = time.perf_counter()
  while len(times) < 5 or (time.perf_counter() - begin < 4 and len(times) < 200):
    start = time.perf_counter()
    {name: float(value) for name, value in step(3 + len(times)).items()}
    times.append(1e3 * (time.perf_counter() - start))
  print(json.dumps({"median": sorted(times)[len(times) // 2], "least": min(times), "steps": len(times)}))
