/** NNX on a mesh of eight devices; every number and every place is Flax's, from `sharded.fixtures.py`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp, nnx, optax, random } from "../index.ts";

setDefaultBackend("wasm");
const { P } = jax;
const { NamedSharding } = jax.sharding;

/** How a Variable is cut, and the shape of a part. */
type Lying = readonly [entries: readonly unknown[], shape: readonly number[]];
interface Training {
  readonly made: Record<string, Lying>;
  readonly losses: readonly number[];
  readonly kernel: readonly number[];
}
interface Cases extends Record<string, unknown> {
  readonly "slide 29": Record<"true" | "false", Record<string, Lying>>;
  readonly "nnx.jit": { model: Record<string, Lying>; out: unknown[]; sum: number; bias: number };
  readonly "nnx.shard_map": { mean: number[]; row: number[]; out: unknown[] };
}
const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, "sharded.fixtures.json"), "utf8")) as {
  cases: Cases;
};

let mesh: jax.sharding.Mesh;
/** The parameters after the same training on one device. */
let alone: nnx.State;
beforeAll(() => {
  const model = new MLP(none);
  const optimizer = new nnx.Optimizer(model, optax.adamw(1e-3), { wrt: nnx.Param });
  const step = makeStep();
  for (let n = 0; n < 100; n++) step(model, optimizer, x, y);
  alone = nnx.state(model);
  jax.config.update("numDevices", 8);
  mesh = jax.makeMesh([4, 2], ["data", "model"], { axisTypes: ["Auto", "Auto"] });
});
afterAll(() => jax.config.update("numDevices", 1));

const [keyData] = random.split(random.key(1));
const x = random.normal(keyData!, [32, 10]);
const y = random.normal(keyData!, [32, 5]);

type Cut = readonly (string | null)[] | null;
type Cuts = readonly [Cut, Cut, Cut, Cut];

class MLP extends nnx.Module<(h: jax.Array) => jax.Array> {
  linear1: nnx.Linear;
  linear2: nnx.Linear;
  constructor(cuts: Cuts) {
    super();
    const rngs = new nnx.Rngs(random.key(0));
    const note = (outSharding: Cut) => (outSharding ? { outSharding } : {});
    this.linear1 = new nnx.Linear(10, 20, { rngs, kernelMetadata: note(cuts[0]), biasMetadata: note(cuts[1]) });
    this.linear2 = new nnx.Linear(20, 5, { rngs, kernelMetadata: note(cuts[2]), biasMetadata: note(cuts[3]) });
  }
  __call__(h: jax.Array): jax.Array {
    return this.linear2(nnx.relu(this.linear1(h)));
  }
}

const loss = (model: MLP, a: jax.Array, b: jax.Array): jax.Array => jnp.mean(jnp.square(model(a).sub(b)));

function makeStep() {
  return nnx.jit((model: MLP, optimizer: nnx.Optimizer<MLP>, a: jax.Array, b: jax.Array) => {
    const [value, grads] = nnx.valueAndGrad((m: MLP) => loss(m, a, b))(model);
    optimizer.update(model, grads);
    return value;
  });
}

function entries({ sharding }: jax.Array): unknown[] {
  const found = sharding instanceof NamedSharding ? [...sharding.spec] : [];
  while (found.length > 0 && found.at(-1) === null) found.pop();
  return found;
}

/** Names as in Python. */
function lying(tree: object, prefix = ""): Record<string, Lying> {
  return Object.fromEntries(
    [...nnx.toFlatState(nnx.state(tree))].map(([path, leaf]) => {
      const { value } = leaf as nnx.Variable;
      const name = path.join(".").replace("optState", "opt_state");
      return [prefix + name, [entries(value), value.addressableShards[0]!.data.shape] as const];
    }),
  );
}

const none: Cuts = [null, null, null, null];
const tensor: Cuts = [[null, "model"], ["model"], ["model", null], null];
const plans: [string, Cuts, jax.P][] = [
  ["slides", [[null, "model"], ["model"], null, null], P("data")],
  ["data parallel", none, P("data")],
  ["tensor parallel", tensor, P()],
  ["fully sharded", [["model", null], null, ["data", null], null], P(["data", "model"])],
  ["two axes", tensor, P("data")],
];

test.each(
  plans,
)("%s: parameters and moments lie on the mesh from the start and stay there, losses are Flax's", (name, cuts, batch) => {
  const wanted = cases[name] as Training;
  jax.setMesh(mesh, () => {
    const model = new MLP(cuts);
    const optimizer = new nnx.Optimizer(model, optax.adamw(1e-3), { wrt: nnx.Param });
    expect({ ...lying(model), ...lying(optimizer, "optimizer.") }).toEqual(wanted.made);
    const put = (a: jax.Array): jax.Array => jax.devicePut(a, new NamedSharding(mesh, batch));
    const step = makeStep();
    const losses: number[] = [];
    for (let n = 0; n < 100; n++) losses.push(step(model, optimizer, put(x), put(y)).item() as number);
    const seen = [...losses.filter((_, n) => n % 10 === 0), loss(model, x, y).item() as number];
    for (const [n, value] of seen.entries()) expect(Math.abs(value / wanted.losses[n]! - 1)).toBeLessThan(2e-6);
    expect(step.cacheSize()).toBe(1);
    const row = (model.linear1.kernel.tolist() as number[][])[0]!.slice(0, 5);
    row.forEach((value, n) => void expect(value).toBeCloseTo(wanted.kernel[n]!, 5));
    const differences = jax.tree.map(
      (a: jax.Array, b: jax.Array) => jnp.max(jnp.abs(a.sub(jax.devicePut(b, new NamedSharding(mesh, P()))))).item(),
      nnx.asPure(nnx.state(model)),
      nnx.asPure(alone),
    );
    for (const difference of jax.tree.leaves(differences)) expect(difference).toBeLessThan(1e-5);
    // what was annotated has stayed where it was
    const trained = lying(model);
    const annotated = Object.entries(wanted.made).filter(([key, [spec]]) => spec.length > 0 && key in trained);
    for (const [key, place] of annotated) expect([key, trained[key]]).toEqual([key, place]);
  });
});

test("slides 29 and 30: metadata given afterwards cut what is made from then on, constraints cut parameters too", () => {
  class SimpleLinear extends nnx.Module {
    dense1 = new nnx.Linear(10, 20, { rngs: new nnx.Rngs(0) });
    constructor() {
      super();
      this.dense1.kernel.setMetadata("outSharding", [null, "model"]);
      this.dense1.bias!.setMetadata("outSharding", ["model"]);
    }
  }
  const create = nnx.jit(
    (constrain: boolean) => {
      const model = new SimpleLinear();
      const optimizer = new nnx.Optimizer(model, optax.adamw(1e-3), { wrt: nnx.Param });
      if (constrain) {
        const modelState = nnx.state(model);
        nnx.update(model, jax.lax.withShardingConstraint(modelState, nnx.getPartitionSpec(modelState)));
        const optimizerState = nnx.state(optimizer, nnx.OptState);
        nnx.update(optimizer, jax.lax.withShardingConstraint(optimizerState, nnx.getPartitionSpec(optimizerState)));
      }
      return [model, optimizer] as const;
    },
    { staticArgnums: 0 },
  );
  for (const constrain of [true, false]) {
    const [model, optimizer] = jax.setMesh(mesh, () => create(constrain));
    expect({ ...lying(model), ...lying(optimizer) }).toEqual(cases["slide 29"][`${constrain}`]);
  }
});

test("nnx.jit puts Variables and results where inShardings and outShardings say, and the next calls find them there", () => {
  const wanted = cases["nnx.jit"];
  const model = new MLP(none);
  const cut = new nnx.StateSharding([
    [nnx.PathContains("kernel"), new NamedSharding(mesh, P("model"))],
    [true, new NamedSharding(mesh, P())],
  ]);
  const data = new NamedSharding(mesh, P("data"));
  let traces = 0;
  const step = nnx.jit(
    (m: MLP, a: jax.Array) => {
      traces++;
      m.linear1.bias!.set(m.linear1.bias!.value.add(a.mean({ axis: 0 }).sum()));
      return m(a);
    },
    { inShardings: [cut, data], outShardings: data },
  );
  const out = step(model, x);
  expect(lying(model)).toEqual(wanted.model);
  expect(entries(out)).toEqual(wanted.out);
  expect(out.sum().item()).toBeCloseTo(wanted.sum, 4);
  expect((model.linear1.bias!.tolist() as number[])[0]).toBeCloseTo(wanted.bias, 6);
  for (let n = 0; n < 3; n++) step(model, x);
  expect(lying(model)).toEqual(wanted.model);
  expect([traces, step.cacheSize()]).toEqual([1, 1]);
  // lower shows, and moves nothing
  const other = new MLP(none);
  step.lower(other, x);
  expect(other.linear1.kernel.value.committed).toBe(false);
});

test("inShardings hold inside another jitted function, for bare arrays of modules, and for state that no one has seen", () => {
  class Scaled extends nnx.Module<(h: jax.Array) => jax.Array> {
    scale = nnx.data(jnp.arange(8).astype("float32"));
    shift = new nnx.Param(jnp.ones([8]));
    __call__(h: jax.Array): jax.Array {
      this.shift.value = this.shift.value.add(1);
      return h.mul(this.scale).add(this.shift.value);
    }
  }
  const model = new Scaled();
  const plain = nnx.jit((m: Scaled, h: jax.Array) => m(h));
  const inner = nnx.jit((m: Scaled, h: jax.Array) => m(h), { inShardings: [P("model"), P()] });
  const outer = nnx.jit((m: Scaled, h: jax.Array) => inner(m, h).mul(2));
  const h = jnp.ones([8]);
  jax.setMesh(mesh, () => {
    const seen = [plain, plain, inner, inner, inner].map((f) => {
      const out = f(model, h);
      return [out.tolist(), entries(out)];
    });
    const row = (shift: number): number[] => Array.from({ length: 8 }, (_, n) => n + shift);
    expect(seen).toEqual([
      [row(2), []],
      [row(3), []],
      [row(4), ["model"]],
      [row(5), ["model"]],
      [row(6), ["model"]],
    ]);
    const fresh = new Scaled();
    for (let n = 2; n < 5; n++) expect(outer(fresh, h).tolist()).toEqual(row(n).map((v) => 2 * v));
    expect([entries(model.shift.value), entries(fresh.shift.value)]).toEqual([["model"], ["model"]]);
  });
});

test("nnx.jit refuses one module with two shardings, a StateSharding for an array, and too few arguments", () => {
  const model = new MLP(none);
  const two = nnx.jit((a: MLP, b?: MLP) => a(x).add((b ?? a)(x)), { inShardings: [P("model"), P()] });
  expect(() => jax.setMesh(mesh, () => two(model, model))).toThrow("give the same sharding to both");
  const state = new nnx.StateSharding([[true, P()]]);
  const wrong = nnx.jit((a: jax.Array) => a, { inShardings: [state] });
  expect(() => jax.setMesh(mesh, () => wrong(x))).toThrow("a StateSharding is for modules");
  expect(() => jax.setMesh(mesh, () => two(model))).toThrow("its arguments: there are 1, and 2 shardings");
});

/** A layer and the running mean of what it saw. */
class Normed extends nnx.Module<(h: jax.Array) => jax.Array> {
  linear = new nnx.Linear(10, 4, { rngs: new nnx.Rngs(0) });
  mean = new nnx.BatchStat(jnp.zeros([4]));
  together: boolean;
  constructor(together: boolean) {
    super();
    this.together = together;
  }
  __call__(h: jax.Array): jax.Array {
    const out = this.linear(h);
    const own = out.mean({ axis: 0 });
    const seen = this.together ? jax.lax.pmean(own, "data") : own;
    this.mean.value = this.mean.value.mul(0.9).add(seen.mul(0.1));
    return out.sub(this.mean.value);
  }
}

test("nnx.shardMap: running statistics come back whole, jitted or not, and must agree", () => {
  const wanted = cases["nnx.shard_map"];
  const options = { mesh: mesh, inSpecs: [P(), P("data")], outSpecs: P("data") };
  const f = nnx.shardMap((m: Normed, a: jax.Array) => m(a), options);
  for (const run of [f, nnx.jit(f)]) {
    const model = new Normed(true);
    const out = run(model, x);
    (model.mean.tolist() as number[]).forEach((value, n) => void expect(value).toBeCloseTo(wanted.mean[n]!, 6));
    (out.tolist() as number[][])[9]!.forEach((value, n) => void expect(value).toBeCloseTo(wanted.row[n]!, 6));
    expect(entries(out)).toEqual(wanted.out);
  }
  expect(() => f(new Normed(false), x)).toThrow(
    'the BatchStat `mean` with spec P() may differ from device to device along "data"',
  );
  const first = new Normed(false);
  nnx.shardMap((m: Normed, a: jax.Array) => m(a), { ...options, checkVma: false })(first, x);
  expect(
    jnp
      .allclose(
        first.mean,
        first
          .linear(x.at(jnp.arange(8)).get())
          .mean({ axis: 0 })
          .mul(0.1),
      )
      .item(),
  ).toBe(true);
});

test("nnx.shardMap: modules hold their parts inside, and a new Variable comes back by the spec of its module", () => {
  const model = new MLP(none);
  const cut = new nnx.StateSharding([
    [(path: readonly unknown[]) => String(path) === "linear1,kernel", P(null, "model")],
    [(path: readonly unknown[]) => String(path) === "linear1,bias", P("model")],
    [(path: readonly unknown[]) => String(path) === "linear2,kernel", P("model")],
    [nnx.Intermediate, P("model")],
    [true, P()],
  ]);
  const shapes: unknown[] = [];
  const f = nnx.shardMap(
    (m: MLP, a: jax.Array) => {
      shapes.push(m.linear1.kernel.shape, m.linear1.bias!.shape, m.linear2.kernel.shape, a.shape);
      const hidden = nnx.relu(m.linear1(a));
      m.linear1.kernel.value = m.linear1.kernel.value.mul(2);
      (m as MLP & { peak: nnx.Variable }).peak = new nnx.Intermediate(
        jnp.max(jnp.max(hidden, { axis: 0 })).reshape([1]),
      );
      return jax.lax.psum(jnp.matmul(hidden, m.linear2.kernel.value), "model");
    },
    { mesh, inSpecs: [cut, P()], outSpecs: P() },
  );
  const expected = model(x);
  const before = model.linear1.kernel.value;
  const out = nnx.jit(f)(model, x);
  expect(shapes).toEqual([[10, 10], [10], [10, 5], [32, 10]]);
  expect(jnp.allclose(out, expected, { atol: 1e-5 }).item()).toBe(true);
  expect(jnp.allclose(model.linear1.kernel, before.mul(2)).item()).toBe(true);
  const { peak } = model as MLP & { peak: nnx.Variable };
  expect([peak.shape, entries(peak.value)]).toEqual([[2], ["model"]]);
});

test("modules that devices make become one", () => {
  const kernels = new nnx.StateSharding([
    [nnx.PathContains("kernel"), P(null, "model")],
    [true, P()],
  ]);
  const make = (key: jax.Array): nnx.Linear =>
    new nnx.Linear(4, 8, { rngs: new nnx.Rngs(random.foldIn(key, jax.lax.axisIndex("model"))) });
  const model = nnx.shardMap(make, { mesh, inSpecs: P(), outSpecs: kernels })(random.key(0)) as unknown as nnx.Linear;
  expect([model.kernel.shape, entries(model.kernel.value), model.bias!.shape]).toEqual([[4, 16], [null, "model"], [8]]);
  const halves = [0, 1].map(
    (n) => new nnx.Linear(4, 8, { rngs: new nnx.Rngs(random.foldIn(random.key(0), n)) }).kernel.value,
  );
  const whole = jnp.concatenate(halves, { axis: 1 });
  expect(model.kernel.tolist()).toEqual(whole.tolist());
});

test("pmap takes as many slices as there are devices", () => {
  const model = new MLP(none);
  const parts = x.reshape([8, 4, 10]);
  const each = nnx.pmap((m: MLP, a: jax.Array) => m(a), { inAxes: [null, 0] });
  expect(jnp.allclose(each(model, parts).reshape([32, 5]), model(x), { atol: 1e-5 }).item()).toBe(true);
  const sum = (a: jax.Array): jax.Array => jax.lax.psum(a, "i");
  expect(jax.pmap(sum, { axisName: "i" })(jnp.arange(6)).tolist()).toEqual(Array(6).fill(15));
  const nine = "over 9 slices: there are 8 devices";
  expect(() => jax.pmap(sum, { axisName: "i" })(jnp.arange(9))).toThrow(nine);
  expect(() => nnx.pmap(sum, { axisName: "i" })(jnp.arange(9))).toThrow(nine);
});
