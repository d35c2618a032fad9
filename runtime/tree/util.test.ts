import { expect, test } from "vitest";
import { jax, jnp, tree } from "../index.ts";

const { keystr, Partial, registerStatic, DictKey, SequenceKey } = jax.treeUtil;

test("paths are made of key classes and print as in Python", () => {
  const path = tree.leavesWithPath({ layers: [{ w: 1 }] })[0]![0];
  expect(path.map((key) => key.constructor)).toEqual([DictKey, SequenceKey, DictKey]);
  expect([keystr(path), keystr(path, { simple: true, separator: "/" })]).toEqual(["['layers'][0]['w']", "layers/0/w"]);
});

test("isLeafTakesPath stops a walk by the path", () => {
  const t = { a: [1, 2], b: [3] };
  const isLeaf = (path: readonly unknown[]) => path.length === 1;
  expect(tree.leavesWithPath(t, { isLeaf, isLeafTakesPath: true }).map(([path, leaf]) => [keystr(path), leaf])).toEqual(
    [
      ["['a']", [1, 2]],
      ["['b']", [3]],
    ],
  );
  const sizes = tree.mapWithPath((_, leaf: any) => leaf.length, t, { isLeaf, isLeafTakesPath: true });
  expect(sizes).toEqual({ a: 2, b: 1 });
});

test("Partial is a pytree that can be called, jitted and differentiated", () => {
  const scale = new Partial((a: any, x: any) => a.mul(x), jnp.array(3));
  expect(tree.leaves(scale).map(Number)).toEqual([3]);
  expect(Number(scale(2))).toBe(6);
  let traces = 0;
  const apply = jax.jit((f: any, x: any) => (traces++, f(x)));
  const again = tree.map((x: any) => x.add(1), scale) as typeof scale;
  expect([Number(apply(scale, 2)), Number(apply(again, 2)), traces]).toEqual([6, 8, 1]);
  expect(scale instanceof Partial).toBe(true);
});

test("registerStatic() makes instances part of the structure", () => {
  class Mode {
    readonly name: string;
    constructor(name: string) {
      this.name = name;
    }
    equals(other: Mode): boolean {
      return this.name === other.name;
    }
  }
  registerStatic(Mode);
  let traces = 0;
  const f = jax.jit((m: any, x: any) => (traces++, m.name === "a" ? x.mul(2) : x));
  expect([new Mode("a"), new Mode("a"), new Mode("b")].map((m) => Number(f(m, 3)))).toEqual([6, 6, 3]);
  expect(traces).toBe(2);
});

test("reduceAssociative() folds in pairs", () => {
  const order = tree.reduceAssociative((a: string, b: string) => `(${a}${b})`, ["a", "b", { x: "c" }, "d", "e"]);
  expect(order).toBe("(((ab)(cd))e)");
  expect(tree.reduceAssociative((a: number, b: number) => a + b, [], { identity: 0 })).toBe(0);
});
