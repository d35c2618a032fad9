/**
 * Where the names of cells live: as ordinary properties of the global object, so that every script sees the latest value at full
 * speed; variables that are numbers in boxes, to which a property of the global object leads (numberBox.ts). A cell's name that
 * JavaScript's globals have too (`class Map`) is kept apart: libraries go on finding the real one.
 */
import type { CompiledCell } from "../typescript/service.ts";
import { closeBox, type NumberBox, openBox } from "./numberBox.ts";

type Variables = Record<string, unknown>;

/** The names that cells declare, as variables. */
export interface Names {
  /** Names that cells have declared and that the global object has, too. */
  readonly shadowing: Variables;
  /** A name of the scope; one that a cell has declared stays that of the cell. */
  provide(name: string, value: unknown): void;
  /** Makes room for the names of a cell, without giving them values. */
  declare(cell: CompiledCell): void;
  /** The box of a variable that is a number; the same one until a cell declares the name as something else. */
  box(name: string): NumberBox;
  /** The boxes there are. */
  readonly boxes: ReadonlyMap<string, NumberBox>;
  /** Removes what cells have declared; names of the scope have their values again. */
  reset(): void;
  /**
   * Remembers the values that the names of a cell have now; the result tells which have another one by then. A name that was something
   * else than a number before, and that the cell has declared as one and not assigned, is that again.
   */
  watch(cell: CompiledCell): () => string[];
  /** What cells have declared, with the values of now. */
  all(): Readonly<Variables>;
  /** Gives a name a value, as a cell that declares it does; `isShadowing`: JavaScript's globals have the name too. */
  assign(name: string, value: unknown, isShadowing: boolean): void;
}

/** No names yet. */
export function createNames(): Names {
  const globals = globalThis as unknown as Variables;
  const shadowing = Object.create(null) as Variables;
  const declared = new Set<string>();
  const provided = new Map<string, unknown>();
  const boxes = new Map<string, NumberBox>();
  const holder = (cell: CompiledCell, name: string): Variables => (cell.shadowing.includes(name) ? shadowing : globals);
  /** The name is an ordinary property again. */
  const unbox = (name: string, value: unknown): void => {
    const box = boxes.get(name);
    boxes.delete(name);
    if (box) closeBox(globals, name, box, value);
  };
  const read = (cell: CompiledCell, name: string): unknown => {
    if (boxes.has(name)) return boxes.get(name)!.value;
    const variables = holder(cell, name);
    return isVariable(variables, name) ? variables[name] : undefined;
  };
  return {
    shadowing,
    boxes,
    provide(name, value) {
      provided.set(name, value);
      if (!declared.has(name)) define(globals, name, value);
    },
    reset() {
      for (const [name, { value }] of boxes) unbox(name, value);
      for (const name of declared) {
        const variables = name in shadowing ? shadowing : globals;
        if (provided.has(name)) define(globals, name, provided.get(name));
        else delete variables[name];
      }
      declared.clear();
    },
    declare(cell) {
      for (const name of cell.names) {
        declared.add(name);
        if (boxes.has(name)) {
          if (!cell.numbers.includes(name)) unbox(name, boxes.get(name)!.value);
          continue;
        }
        const variables = holder(cell, name);
        if (!isVariable(variables, name)) define(variables, name, undefined);
      }
    },
    box(name) {
      const box = boxes.get(name) ?? openBox(globals, name, globals[name]);
      boxes.set(name, box);
      return box;
    },
    watch(cell) {
      const before = new Map(cell.names.map((name) => [name, read(cell, name)]));
      return () => {
        for (const name of cell.numbers) {
          const box = boxes.get(name);
          if (box && !("value" in box)) unbox(name, before.get(name));
        }
        return cell.names.filter((name) => read(cell, name) !== before.get(name));
      };
    },
    all() {
      const found = Object.create(null) as Variables;
      for (const name of declared) found[name] = name in shadowing ? shadowing[name] : globals[name];
      return found;
    },
    assign(name, value, isShadowing) {
      declared.add(name);
      unbox(name, value);
      define(isShadowing ? shadowing : globals, name, value);
    },
  };
}

/** Whether a name is an ordinary property: one with a getter or a constant cannot be assigned to. */
function isVariable(variables: Variables, name: string): boolean {
  const property = Object.getOwnPropertyDescriptor(variables, name);
  return property !== undefined && "value" in property && property.writable === true;
}

function define(variables: Variables, name: string, value: unknown): void {
  Object.defineProperty(variables, name, { value, writable: true, configurable: true, enumerable: true });
}
