/** Variables of cells as cells, functions of earlier cells and strangers see them, whether they are in a box or not. */
import { afterEach, describe, expect, it } from "vitest";
import type { CompiledCell } from "../typescript/service.ts";
import { createNames } from "./names.ts";

const names = createNames();
afterEach(() => names.reset());

const globals = globalThis as unknown as Record<string, unknown>;

/** A cell that declares `v`, as a number or as something else. */
function cell(numbers: readonly string[]): CompiledCell {
  return { js: "", mappings: "", names: ["v"], shadowing: [], numbers, scope: [] };
}
const number = cell(["v"]);
const other = cell([]);

const isProperty = (): boolean => "value" in Object.getOwnPropertyDescriptor(globalThis, "v")!;

describe("a box", () => {
  it("holds the value that the global object gives, both ways", () => {
    names.declare(number);
    const box = names.box("v");
    expect([globals.v, "value" in box]).toEqual([undefined, false]);
    box.value = 1;
    expect(globals.v).toBe(1);
    globals.v = 2;
    expect(box.value).toBe(2);
    expect(names.all()).toEqual(Object.assign(Object.create(null), { v: 2 }));
  });

  it("takes the number over that was there, and is kept when the variable is declared again", () => {
    names.declare(other);
    globals.v = 7;
    const box = names.box("v");
    expect(box.value).toBe(7);
    names.declare(number);
    expect(names.box("v")).toBe(box);
    expect(box.value).toBe(7);
  });

  it("has a class of its own, so that what one holds does not make another slower", () => {
    globals.v = 1;
    globals.w = 1;
    expect(names.box("v").constructor).not.toBe(names.box("w").constructor);
    delete globals.w;
  });

  it("is given up when the name becomes something else; who still has it sees what becomes of the name", () => {
    names.declare(number);
    const first = names.box("v");
    first.value = 1;
    names.declare(other);
    expect([isProperty(), globals.v, names.boxes.has("v")]).toEqual([true, 1, false]);
    globals.v = "text";
    expect(first.value).toBe("text");
    first.value = "from an old function";
    expect(globals.v).toBe("from an old function");
    names.declare(number);
    const second = names.box("v");
    expect(second).not.toBe(first);
    second.value = 5;
    expect([first.value, globals.v]).toEqual([5, 5]);
    first.value = 6;
    expect([second.value, globals.v]).toEqual([6, 6]);
  });

  it("is given up when the debugger gives the name a value of any kind", () => {
    names.declare(number);
    const box = names.box("v");
    names.assign("v", "text", false);
    expect([isProperty(), globals.v, box.value]).toEqual([true, "text", "text"]);
  });

  it("is gone after a reset", () => {
    names.declare(number);
    const box = names.box("v");
    box.value = 1;
    names.reset();
    expect(["v" in globals, names.boxes.size, box.value]).toEqual([false, 0, undefined]);
  });
});

describe("what a cell has assigned", () => {
  it("is told of variables in boxes, too", () => {
    names.declare(number);
    names.box("v").value = 1;
    const assigned = names.watch(number);
    expect(assigned()).toEqual([]);
    names.box("v").value = 2;
    expect(assigned()).toEqual(["v"]);
  });

  it("is told of a variable that was declared for the first time", () => {
    const assigned = names.watch(number);
    names.declare(number);
    const box = names.box("v");
    expect(assigned()).toEqual([]);
    box.value = 0; // in the box that was given up
    expect(globals.v).toBe(0);
    expect(assigned()).toEqual(["v"]);
  });

  it("does not hide what the name was before, when the cell does not come to its declaration", () => {
    names.declare(other);
    globals.v = ["a list"];
    const assigned = names.watch(number);
    names.declare(number);
    names.box("v");
    expect(assigned()).toEqual([]);
    expect([isProperty(), globals.v]).toEqual([true, ["a list"]]);
  });
});
