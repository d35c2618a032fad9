/** What surrounds a sharded program: donation, callbacks, checks, settings, keys, and arrays that are hardly there. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { jax, jnp, lax } from "../../index.ts";

type X = jax.Array;

beforeAll(() => jax.config.update("numDevices", 8));
afterAll(() => jax.config.update("numDevices", 1));
afterEach(() => {
  jax.config.update("debugNans", false);
  vi.restoreAllMocks();
});

const at = (...entries: any[]): jax.NamedSharding =>
  new jax.NamedSharding(jax.makeMesh([4, 2], ["data", "model"]), jax.P(...entries));
const specOf = (x: X): string => String((x.sharding as jax.NamedSharding).spec);
const numbers = (): X => jnp.arange(32, { dtype: "float32" }).reshape([8, 4]);
const same = (x: X, y: X): boolean => jnp.arrayEqual(x, y).item() as boolean;

test("a donated array is gone, also when the result takes its memory", () => {
  const f = jax.jit((x: X, y: X) => [x.add(y), jnp.sum(y)], { donateArgnums: 0 });
  const [x, y] = [jax.devicePut(numbers(), at("data")), jax.devicePut(numbers(), at(null, "model"))];
  const [sum, total] = f(x, y) as [X, X];
  expect([specOf(sum), specOf(total), total.item()]).toEqual(["P('data', 'model')", "P()", 496]);
  expect(same(sum, numbers().mul(2))).toBe(true);
  expect(() => x.add(1)).toThrow("Cannot use f32[8,4]: it was deleted by");
  expect(same(y, numbers())).toBe(true);
});

test("donated and returned as it is", () => {
  const f = jax.jit((x: X) => [x, x.mul(2)], { donateArgnums: 0 });
  const [kept, twice] = f(jax.devicePut(numbers(), at("data"))) as [X, X];
  expect([same(kept, numbers()), same(twice, numbers().mul(2)), specOf(kept)]).toEqual([true, true, "P('data',)"]);
});

test("what is printed is of whole arrays, once", () => {
  const lines: unknown[] = [];
  vi.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
  const f = jax.jit((x: X) => {
    jax.debug.print("{} {}", jnp.sum(x), x.at([0]).get());
    const step = (c: X, row: X): [X, X] => {
      jax.debug.print("row {}", row);
      return [c.add(row), c];
    };
    return lax.scan(step, jnp.zeros([4]), x)[0] as X;
  });
  const x = jax.devicePut(
    numbers()
      .at([jax.slice(0, 2)])
      .get(),
    at(null, "model"),
  );
  expect(specOf(f(x) as X)).toBe("P('model',)");
  expect(lines).toEqual(["28.0 [0. 1. 2. 3.]", "row [0. 1. 2. 3.]", "row [4. 5. 6. 7.]"]);
});

test("a callback gets whole arrays, and what comes from it is cut on", () => {
  const seen: (readonly number[])[] = [];
  const half = (x: X): X => {
    seen.push([...x.shape]);
    return x.div(2);
  };
  const f = jax.jit((x: X) => {
    const halves = jax.pureCallback(half, new jax.ShapeDtypeStruct([8, 4], "float32"), x) as X;
    return lax.withShardingConstraint(halves.add(x), at("data", "model"));
  });
  const result = f(jax.devicePut(numbers(), at("data"))) as X;
  expect([seen, specOf(result), same(result, numbers().mul(1.5))]).toEqual([[[8, 4]], "P('data', 'model')", true]);
});

test("debugNans names the operation as it was written", () => {
  jax.config.update("debugNans", true);
  const f = jax.jit((x: X) => lax.withShardingConstraint(jnp.log(x.sub(1)), at(null, "model")).add(1));
  expect(() => f(jax.devicePut(numbers(), at("data", "model")))).toThrow(
    /^Found NaN in log of f32\[8,4\]: its operands/,
  );
  expect(specOf(f(jax.devicePut(numbers().add(2), at("data", "model"))) as X)).toBe("P(None, 'model')");
});

test("without jit, operations are sharded one by one", () => {
  jax.disableJit(() => {
    const f = jax.jit((x: X) => jnp.matmul(x, jnp.transpose(x)), { outShardings: at(null, "data") });
    expect(specOf(f(jax.devicePut(numbers(), at("data"))) as X)).toBe("P(None, 'data')");
    const constrained = (x: X): X => jnp.sum(jnp.sin(lax.withShardingConstraint(x.mul(2), at("data"))));
    const slope = jax.grad(jax.jit(constrained))(jax.devicePut(numbers(), at("data", "model"))) as X;
    expect(jnp.allclose(slope, jnp.cos(numbers().mul(2)).mul(2)).item()).toBe(true);
  });
});

test("keys are cut, moved and split as their words", () => {
  const keys = jax.random.split(jax.random.key(0), 8) as X;
  const words = jax.random.keyData(keys);
  const placed = jax.devicePut(keys, at("data"));
  expect(same(jax.random.keyData(placed.addressableShards[2]!.data), words.at([jax.slice(2, 4)]).get())).toBe(true);
  const draw = (keys: X): X => jax.vmap((key: X) => jax.random.normal(key, [3]))(keys) as X;
  expect([specOf(draw(placed)), same(draw(placed), draw(keys))]).toEqual(["P('data',)", true]);
  const split = jax.jit((key: X) => jax.random.split(key, 8), { outShardings: at(["data", "model"]) });
  const made = split(jax.random.key(0)) as X;
  expect([specOf(made), same(jax.random.keyData(made), words)]).toEqual(["P(('data', 'model'),)", true]);
  const gathered = jax.jit((keys: X) => keys, { outShardings: at() })(placed) as X;
  expect([specOf(gathered), same(jax.random.keyData(gathered), words)]).toEqual(["P()", true]);
  const shuffled = jax.jit((keys: X) => keys, { inShardings: [at("data")], outShardings: at("model") })(keys) as X;
  expect([specOf(shuffled), same(jax.random.keyData(shuffled), words)]).toEqual(["P('model',)", true]);
});

test("random arrays are the same whichever way they are cut", () => {
  const draw = (key: X): X => jax.random.normal(key, [8, 4]);
  const cut = jax.jit(draw, { outShardings: at("data", "model") })(jax.random.key(1)) as X;
  expect([specOf(cut), same(cut, draw(jax.random.key(1)))]).toEqual(["P('data', 'model')", true]);
});

test("arrays without elements, and scalars", () => {
  const empty = jax.devicePut(jnp.zeros([0, 4]), at("data", "model"));
  expect([specOf(empty.add(1)), empty.addressableShards.length]).toEqual(["P('data', 'model')", 8]);
  expect(empty.addressableShards[7]!.data.shape).toEqual([0, 2]);
  const three = jax.devicePut(jnp.float32(3), at());
  expect([three.addressableShards.length, three.isFullyReplicated, three.add(1).item()]).toEqual([8, true, 4]);
});

test("what a constraint leaves open stays as it is", () => {
  const open = at(jax.P.UNCONSTRAINED, "model");
  const x = jax.devicePut(numbers(), at("data"));
  const now = lax.withShardingConstraint(x, open);
  expect([specOf(now), now.addressableShards[0]!.data.shape]).toEqual(["P('data', 'model')", [2, 2]]);
  expect(specOf(jax.jit((x: X) => lax.withShardingConstraint(x.add(1), open))(x) as X)).toBe("P('data', 'model')");
  // "model" is wanted elsewhere, so the open axis gives it up
  const taken = lax.withShardingConstraint(jax.devicePut(numbers(), at("model")), open);
  expect(specOf(taken)).toBe("P(None, 'model')");
});

test("complex numbers and narrow dtypes lie in parts like others", () => {
  const z = jax.devicePut(lax.complex(numbers(), numbers()), at("data", "model"));
  const product = jnp.matmul(z, jnp.conj(jnp.transpose(z)));
  expect([product.dtype, specOf(product)]).toEqual(["complex64", "P('data',)"]);
  expect(String(z.addressableShards[3]!.data)).toBe("[[10.+10.j 11.+11.j]\n [14.+14.j 15.+15.j]]");
  for (const dtype of ["bfloat16", "int8", "bool"] as const) {
    const x = jax.devicePut(numbers().astype(dtype), at("data", "model"));
    expect([x.addressableShards[1]!.data.dtype, specOf(jnp.transpose(x))]).toEqual([dtype, "P('model', 'data')"]);
  }
});
