/**
 * Where the names of cells live: as ordinary properties of the global object, so that every script sees the latest value at full
 * speed. A cell's name that JavaScript's globals have too (`class Map`) is kept apart: libraries go on finding the real one.
 */
import type { CompiledCell } from "../typescript/service.ts";

type Variables = Record<string, unknown>;

/** The names that cells declare, as variables. */
export interface Names {
  /** Names that cells have declared and that the global object has, too. */
  readonly shadowing: Variables;
  /** A name of the scope; one that a cell has declared stays that of the cell. */
  provide(name: string, value: unknown): void;
  /** Makes room for the names of a cell, without giving them values. */
  declare(cell: CompiledCell): void;
  /** Removes what cells have declared; names of the scope have their values again. */
  reset(): void;
  /** Remembers the values that the names of a cell have now; the result tells which have another one by then. */
  watch(cell: CompiledCell): () => string[];
}

/** No names yet. */
export function createNames(): Names {
  const globals = globalThis as unknown as Variables;
  const shadowing = Object.create(null) as Variables;
  const declared = new Set<string>();
  const provided = new Map<string, unknown>();
  const holder = (cell: CompiledCell, name: string): Variables => (cell.shadowing.includes(name) ? shadowing : globals);
  const read = (cell: CompiledCell, name: string): unknown => {
    const variables = holder(cell, name);
    return isVariable(variables, name) ? variables[name] : undefined;
  };
  return {
    shadowing,
    provide(name, value) {
      provided.set(name, value);
      if (!declared.has(name)) define(globals, name, value);
    },
    reset() {
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
        const variables = holder(cell, name);
        if (!isVariable(variables, name)) define(variables, name, undefined);
      }
    },
    watch(cell) {
      const before = cell.names.map((name) => read(cell, name));
      return () => cell.names.filter((name, index) => read(cell, name) !== before[index]);
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
