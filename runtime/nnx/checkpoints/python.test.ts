import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { setDefaultBackend } from "../../execute/backends.ts";
import { type jax, jnp, nnx } from "../../index.ts";

setDefaultBackend("wasm");
const here = import.meta.dirname;
const root = join(here, "../../..");
const folder = mkdtempSync(join(tmpdir(), "nnxlab-python-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A Python with the package `safetensors`: `NNXLAB_PYTHON`, the `.venv` that .ci/run makes, or the one on the path. */
const python = [process.env.NNXLAB_PYTHON, join(root, ".venv/bin/python"), "python3"].find(
  (command) => command && spawnSync(command, ["-c", "import numpy, safetensors.numpy"]).status === 0,
);
const hasFlax = python !== undefined && spawnSync(python, ["-c", "import flax"]).status === 0;

class Model extends nnx.Module<(tokens: jax.Array) => jax.Array> {
  embed: nnx.Embed;
  layers: nnx.List;
  norm: nnx.BatchNorm;
  constructor(seed: number) {
    super();
    const rngs = new nnx.Rngs(seed);
    this.embed = new nnx.Embed(5, 4, { rngs });
    this.layers = new nnx.List([new nnx.Linear(4, 4, { rngs }), new nnx.Linear(4, 2, { rngs })]);
    this.norm = new nnx.BatchNorm(4, { rngs });
  }
  __call__(tokens: jax.Array): jax.Array {
    return this.layers[1](this.norm(nnx.tanh(this.layers[0](this.embed(tokens)))));
  }
}

test("a state that Flax wrote with safetensors gives Flax's results here", () => {
  const { tokens, out } = JSON.parse(readFileSync(join(here, "flax.fixtures.json"), "utf8"));
  const model = new Model(1);
  const report = nnx.load(join(here, "flax.fixtures.safetensors"), model);
  expect(report.missing).toEqual([]);
  model.eval();
  expect(jnp.allclose(model(jnp.array(tokens)), jnp.array(out), { rtol: 1e-4, atol: 1e-6 })).toBeTruthy();
});

test.skipIf(!python)("Python's safetensors reads what we wrote, every dtype, and we read what it writes", () => {
  const path = join(folder, "ours.safetensors");
  const model = new Model(0);
  const extra = {
    half: new nnx.Param(jnp.array([1.5, -2]).astype("float16")),
    byte: new nnx.Variable(jnp.array([1, 255]).astype("uint8")),
    flag: new nnx.Variable(jnp.array([true, false])),
    scalar: new nnx.Variable(jnp.array(7)),
  };
  nnx.save(path, { model, extra }, { metadata: { note: "hello" } });
  const script = `
import json, sys, numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
tensors = load_file(sys.argv[1])
with safe_open(sys.argv[1], "numpy") as f: notes = f.metadata()
save_file({k: np.asarray(v + v if v.dtype != bool else ~v) for k, v in tensors.items()}, sys.argv[2])
print(json.dumps([notes["note"], {k: [str(v.dtype), v.tolist()] for k, v in tensors.items()}]))`;
  const theirs = join(folder, "theirs.safetensors");
  const [note, read] = JSON.parse(execFileSync(python!, ["-c", script, path, theirs], { encoding: "utf8" }));
  expect(note).toBe("hello");
  expect(read["model.layers.0.kernel"]).toEqual(["float32", model.layers[0].kernel.value.tolist()]);
  expect(read["extra.half"]).toEqual(["float16", [1.5, -2]]);
  expect([read["extra.byte"], read["extra.flag"], read["extra.scalar"]]).toEqual([
    ["uint8", [1, 255]],
    ["bool", [true, false]],
    ["int32", 7],
  ]);
  const before = model.layers[0].kernel.value;
  nnx.load(theirs, { model, extra });
  expect(model.layers[0].kernel.value.tolist()).toEqual(before.mul(2).tolist());
  expect([extra.flag.value.tolist(), extra.scalar.value.item()]).toEqual([[false, true], 14]);
});

test.skipIf(!hasFlax)("Flax computes with our state what we compute", () => {
  const path = join(folder, "flax.safetensors");
  const model = new Model(3);
  model.eval();
  nnx.save(path, model);
  const script = `
import json, sys, numpy as np
sys.argv, path = sys.argv[:1], sys.argv[1]
import jax.numpy as jnp
from flax import nnx
from safetensors.numpy import load_file
exec(open(${JSON.stringify(join(here, "flax.fixtures.py"))}).read().split("model = Model")[0].replace("__file__", "'.'"))
model = Model(nnx.Rngs(0))
key = lambda part: int(part) if part.isdigit() else part
flat = {tuple(map(key, name.split("."))): jnp.asarray(x) for name, x in load_file(path).items()}
nnx.update(model, nnx.from_flat_state(flat))
model.eval()
print(json.dumps(model(jnp.array([[0, 4, 2]])).tolist()))`;
  const out = JSON.parse(execFileSync(python!, ["-W", "ignore", "-c", script, path], { encoding: "utf8" }));
  expect(jnp.allclose(model(jnp.array([[0, 4, 2]])), jnp.array(out), { rtol: 1e-4, atol: 1e-6 })).toBeTruthy();
});

test("a process that is killed while it writes leaves the file as it was", () => {
  const path = join(folder, "killed.safetensors");
  const model = new nnx.Linear(8, 8, { rngs: new nnx.Rngs(0) });
  nnx.save(path, model);
  const before = readFileSync(path);
  const files = pathToFileURL(join(root, "dist/runtime/nnx/checkpoints/files.js")).href;
  const script = `
    import fs from "node:fs";
    const { writeFileAtomically } = await import(${JSON.stringify(files)});
    const write = fs.writeSync;
    fs.writeSync = (file, bytes) => {
      write(file, bytes.subarray(0, bytes.length / 2));
      process.kill(process.pid, "SIGKILL");
    };
    writeFileAtomically(${JSON.stringify(path)}, new Uint8Array(1000));
    console.log("was not killed");`;
  const { signal, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  expect([signal, stdout]).toEqual(["SIGKILL", ""]);
  expect(readdirSync(folder).some((name) => name.startsWith("killed.safetensors.") && name.endsWith(".tmp"))).toBe(
    true,
  );
  expect(readFileSync(path).equals(before)).toBe(true);
  nnx.save(path, new nnx.Linear(8, 8, { rngs: new nnx.Rngs(1) }));
  expect(readFileSync(path).equals(before)).toBe(false);
});

test("only what a filter takes is saved, and only that is asked for", () => {
  const path = join(folder, "parts.safetensors");
  const make = (seed: number): nnx.Dict =>
    new nnx.Dict({
      old: new nnx.Linear(2, 2, { rngs: new nnx.Rngs(seed) }),
      norm: new nnx.BatchNorm(2, { rngs: new nnx.Rngs(seed) }),
    });
  nnx.save(path, make(0), { only: nnx.Param });
  expect(() => nnx.load(path, make(1))).toThrow("  missing     norm.mean\n  missing     norm.var");
  const model = make(1);
  const { loaded, missing } = nnx.load(path, model, { only: nnx.Param });
  expect([loaded.length, missing]).toEqual([4, []]);
  const grown = new nnx.Dict({
    old: new nnx.Linear(2, 2, { rngs: new nnx.Rngs(5) }),
    head: new nnx.Linear(2, 1, { rngs: new nnx.Rngs(6) }),
  });
  const report = nnx.load(path, grown, { partial: true });
  expect([report.loaded, report.missing, report.unexpected]).toEqual([
    ["old.bias", "old.kernel"],
    ["head.bias", "head.kernel"],
    ["norm.bias", "norm.scale"],
  ]);
  expect(grown.old.kernel.value.tolist()).toEqual(make(0).old.kernel.value.tolist());
});
