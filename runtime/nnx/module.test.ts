import { describe, expect, expectTypeOf, test } from "vitest";
import { type jax, jnp, nnx } from "../index.ts";

class Affine extends nnx.Module<(x: jax.Array) => jax.Array> {
  override name: string;
  scale: nnx.Param = new nnx.Param(jnp.array([2, 3]));
  shift: nnx.Param;
  constructor(name: string, shift = 1) {
    super();
    this.name = name;
    this.shift = new nnx.Param(jnp.array(shift));
  }
  __call__(x: jax.Array): jax.Array {
    return this.scale.mul(x).add(this.shift);
  }
}

class Holder extends nnx.Module {
  deterministic = false;
  inner: Affine = new Affine("inner");
  layers: nnx.List<Affine> = new nnx.List([new Affine("a"), new Affine("b")]);
}

describe("Module", () => {
  test("instances are functions of their class", () => {
    const model = new Affine("first");
    expect(model(jnp.array([1, 1])).tolist()).toEqual([3, 4]);
    expect(model).toBeInstanceOf(Affine);
    expect(model).toBeInstanceOf(nnx.Module);
    expectTypeOf(model).toBeCallableWith(jnp.array([1]));
    expectTypeOf(model(jnp.array([1]))).toEqualTypeOf<jax.Array>();
  });

  test("Object.keys shows the fields and nothing else, also one called name", () => {
    const model = new Affine("first");
    expect(Object.keys(model)).toEqual(["name", "scale", "shift"]);
    expect(model.name).toBe("first");
  });

  test("a module without __call__ is a plain object that cannot be called", () => {
    const holder = new Holder();
    expect(typeof holder).toBe("object");
    expect(() => (holder as unknown as () => void)()).toThrow(TypeError);
  });

  test("the deepest class's __call__ runs, and super reaches the one above", () => {
    class Doubled extends Affine {
      override __call__(x: jax.Array): jax.Array {
        return super.__call__(x).mul(2);
      }
    }
    expect(new Doubled("d")(jnp.array([1, 1])).tolist()).toEqual([6, 8]);
  });

  test("a field with a plain list of modules is an error that names field and repair", () => {
    class Bad extends nnx.Module {
      layers = [new Affine("a")];
    }
    expect(() => nnx.state(new Bad())).toThrow(/Bad.*`layers`.*plain list.*Affine.*nnx\.List/);
    class Called extends nnx.Module<() => number> {
      layers = [new Affine("a")];
      __call__(): number {
        return 1;
      }
    }
    expect(() => new Called()()).toThrow(/Called.*`layers`/);
  });

  test("a plain object with Variables is an error too, and nnx.data allows both", () => {
    class Bad extends nnx.Module {
      parts = { w: new nnx.Param(jnp.array(1)) };
    }
    expect(() => nnx.split(new Bad())).toThrow(/plain Object.*Param.*nnx\.Dict/);
    class Good extends nnx.Module {
      parts = nnx.data({ w: new nnx.Param(jnp.array(1)), list: [jnp.array(2)] });
    }
    expect(nnx.toFlatState(nnx.state(new Good())).paths).toEqual([
      ["parts", "list", 0],
      ["parts", "w"],
    ]);
  });

  test("train() and eval() set the fields that exist, everywhere", () => {
    const holder = new Holder();
    holder.eval();
    expect(holder.deterministic).toBe(true);
    holder.train({ name: "x" });
    expect([holder.deterministic, holder.inner.name, holder.layers[1]!.name]).toEqual([false, "x", "x"]);
  });

  test("setAttributes() of chosen modules, and of fields that nobody has", () => {
    const holder = new Holder();
    holder.setAttributes({ name: "y" }, { only: (path: nnx.Path) => path.length === 2 });
    expect([holder.inner.name, holder.layers[0]!.name]).toEqual(["inner", "y"]);
    expect(() => holder.setAttributes({ nothing: 1 })).toThrow(/no module in it has a field nothing/);
  });

  test("iterModules() gives inner modules before outer ones", () => {
    expect([...new Holder().iterModules()].map(([path]) => path.join("."))).toEqual([
      "inner",
      "layers.0",
      "layers.1",
      "layers",
      "",
    ]);
  });

  // print(SimpleMLP(2, 3, 1, rngs=nnx.Rngs(0))) of flax 0.12.8, with our names of fields
  test("prints as Flax does", () => {
    const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
    expect(String(model)).toBe(`Linear( # Param: 9 (36 B)
  kernel=Param( # 6 (24 B)
    value=Array(shape=(2, 3), dtype=float32)
  ),
  bias=Param( # 3 (12 B)
    value=Array(shape=(3,), dtype=float32)
  ),
  inFeatures=2,
  outFeatures=3,
  useBias=True,
  dtype=None,
  paramDtype='float32'
)`);
  });

  test("a cycle prints and splits", () => {
    class Node extends nnx.Module {
      self: Node | null = null;
      w = new nnx.Param(jnp.array(1));
    }
    const node = new Node();
    node.self = node;
    expect(String(node)).toContain("self=Node(...)");
    const copy = nnx.clone(node);
    expect(copy.self).toBe(copy);
    expect(copy.w === node.w).toBe(false);
  });

  test("jax.tree.map walks into modules and makes a new one", async () => {
    const { jax } = await import("../index.ts");
    const model = new Affine("first");
    const doubled = jax.tree.map((v: jax.Array) => v.mul(2), model) as Affine;
    expect(doubled).toBeInstanceOf(Affine);
    expect(doubled(jnp.array([1, 1])).tolist()).toEqual([6, 8]);
    expect(model.scale.value.tolist()).toEqual([2, 3]);
  });
});
