import { expect, test } from "vitest";
import {
  flatten,
  flattenUpTo,
  flattenWithPath,
  keystr,
  leavesIfLike,
  NamedTuple,
  registerDataclass,
  registerPytreeNode,
} from "./pytree.ts";

class Moments extends NamedTuple {
  readonly count: unknown;
  readonly mu: unknown;
  constructor(count: unknown, mu: unknown) {
    super();
    this.count = count;
    this.mu = mu;
  }
}
class Box {
  content: unknown;
  label: string;
  constructor(content: unknown, label: string) {
    this.content = content;
    this.label = label;
  }
}
registerDataclass(Box, { dataFields: ["content"], metaFields: ["label"] });
class Pair {
  readonly a: unknown;
  readonly b: unknown;
  constructor(a: unknown, b: unknown) {
    this.a = a;
    this.b = b;
  }
}
registerPytreeNode(Pair, {
  flatten: ({ a, b }: Pair) => ({ children: [a, b], aux: undefined }),
  unflatten: (_, [a, b]) => new Pair(a, b),
});

const tree = () => ({
  w: [1, [2, null]],
  a: new Map<unknown, unknown>([
    [10, 3],
    [9, 4],
  ]),
  m: new Moments(5, { x: 6 }),
  box: new Box(7, "seven"),
  pair: new Pair(8, 9),
});

test("flatten() goes through objects by sorted keys, lists, Maps, named tuples and registered classes", () => {
  const [leaves, def] = flatten(tree());
  expect(leaves).toEqual([4, 3, 7, 5, 6, 8, 9, 1, 2]);
  expect(String(def)).toBe(
    "PyTreeDef({'a': {'9': *, '10': *}, 'box': CustomNode(Box, [*]), 'm': Moments(count=*, mu={'x': *}), 'pair': CustomNode(Pair, [*, *]), 'w': [*, [*, None]]})",
  );
  const back = def.unflatten(leaves);
  expect(back).toEqual(tree());
  expect(back.m).toBeInstanceOf(Moments);
  expect(back.box.label).toBe("seven");
});

test("flatten() of a leaf, of nothing, and with isLeaf", () => {
  expect(flatten(3)[0]).toEqual([3]);
  expect(flatten(undefined)[0]).toEqual([]);
  expect(flatten([1, [2, 3]], (node) => Array.isArray(node) && node.length === 2 && node[0] === 2)[0]).toEqual([
    1,
    [2, 3],
  ]);
  expect(flatten({ 10: "b", 9: "a", x: "c" })[0]).toEqual(["a", "b", "c"]);
});

test("keystr() prints paths as Python does", () => {
  expect(flattenWithPath(tree())[0].map(([path]) => keystr(path))).toEqual([
    "['a'][9]",
    "['a'][10]",
    "['box'].content",
    "['m'].count",
    "['m'].mu['x']",
    "['pair'][<flat index 0>]",
    "['pair'][<flat index 1>]",
    "['w'][0]",
    "['w'][1][0]",
  ]);
});

test("TreeDef.equals() compares structure, classes, keys and static fields", () => {
  const def = (node: unknown) => flatten(node)[1];
  expect(def(tree()).equals(def(tree()))).toBe(true);
  expect(def({ a: 1 }).equals(def({ b: 1 }))).toBe(false);
  expect(def([1]).equals(def([1, 2]))).toBe(false);
  expect(def([null]).equals(def([1]))).toBe(false);
  expect(def(new Box(1, "a")).equals(def(new Box(2, "a")))).toBe(true);
  expect(def(new Box(1, "a")).equals(def(new Box(1, "b")))).toBe(false);
});

test("leavesIfLike() gives the leaves of a tree of the same structure only", () => {
  const [leaves, def] = flatten(tree());
  expect(leavesIfLike(def, tree())).toEqual(leaves);
  expect(leavesIfLike(def, { ...tree(), box: new Box(7, "eight") })).toBeUndefined();
  expect(leavesIfLike(def, { ...tree(), more: 1 })).toBeUndefined();
  expect(leavesIfLike(def, { ...tree(), m: { count: 5, mu: { x: 6 } } })).toBeUndefined();
  expect(leavesIfLike(def, { ...tree(), w: [1, [2, 3]] })).toBeUndefined();
  expect(leavesIfLike(def, 3)).toBeUndefined();
  expect(leavesIfLike(flatten(3)[1], [])).toBeUndefined();
});

test("flattenUpTo() stops at the leaves of the structure and names the place of a difference", () => {
  expect(flattenUpTo(flatten({ a: 1, b: [2] })[1], { a: { x: 1 }, b: [[3]] }, "map")).toEqual([{ x: 1 }, [3]]);
  expect(() => flattenUpTo(flatten({ a: [1] })[1], { a: [1, 2] }, "map")).toThrow(
    "Cannot map: the trees differ at ['a']: expected [*], got [*, *]",
  );
  expect(() => flatten([1, 2])[1].unflatten([1])).toThrow("Cannot unflatten PyTreeDef([*, *]): it has 2 leaves, got 1");
});
