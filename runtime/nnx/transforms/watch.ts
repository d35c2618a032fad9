/**
 * Tells in a few microseconds whether a graph is still the one it was: the same nodes with the same fields, by identity. A jitted
 * function that sees its own modules again so knows their structure without walking and comparing it.
 */
import { JaxArray } from "../../core/array.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { keyOf } from "../keyOrder.ts";
import { fieldKind, isData, Pytree } from "../pytree.ts";
import { State } from "../state.ts";
import { isMutablePlain, snapshot, staticEqual } from "../staticEqual.ts";
import { type Metadata, metadataOf, Variable } from "../variable.ts";

interface Watched {
  readonly holder: Record<string, unknown>;
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

/** A static list or object, which can change inside. */
interface Frozen {
  readonly value: unknown;
  readonly copy: unknown;
}

/** What a graph was, for the question whether it still is. */
export class Watch {
  readonly #watched: Watched[] = [];
  readonly #frozen: Frozen[] = [];
  readonly #variables: Variable<unknown>[] = [];
  readonly #metadata: Metadata[] = [];
  /** False for graphs that hold something a comparison by identity cannot follow: arrays without a Variable, Maps. */
  readonly possible: boolean;

  /** @param roots modules and Variables */
  constructor(roots: readonly unknown[]) {
    const seen = new Set<unknown>();
    this.possible = roots.every((root) => this.#add(root, seen));
  }

  #add(value: unknown, seen: Set<unknown>): boolean {
    if (seen.has(value)) return true;
    seen.add(value);
    if (value instanceof Variable) {
      this.#variables.push(value);
      this.#metadata.push(metadataOf(value));
      return true;
    }
    if (value instanceof JaxArray) return false;
    if (typeof value !== "object" && typeof value !== "function") return true;
    if (value === null) return true;
    const isNode = value instanceof Pytree;
    if (
      !isNode &&
      !(Array.isArray(value) || value instanceof State || value instanceof NamedTuple || isMutablePlain(value))
    )
      return false;
    const holder = value as Record<string, unknown>;
    const names = Object.keys(holder);
    const values = names.map((name) => holder[name]);
    this.#watched.push({ holder, names, values });
    return names.every((name, i) => {
      const child = values[i];
      if (isNode && fieldKind(value, keyOf(name), child) === "static") return this.#addStatic(child);
      if (!isNode && !isContainer(child)) return this.#addStatic(child);
      return this.#add(child, seen);
    });
  }

  #addStatic(value: unknown): boolean {
    if (isMutablePlain(value)) this.#frozen.push({ value, copy: snapshot(value) });
    return !(value instanceof Map);
  }

  /** Whether nothing but the arrays in Variables changed. */
  unchanged(): boolean {
    for (const { holder, names, values } of this.#watched) {
      let i = 0;
      // for-in with the loop's own name is what engines read fields fastest by; an enumerable of a prototype counts as a change
      for (const name in holder) {
        if (name !== names[i] || holder[name] !== values[i]) return false;
        i++;
      }
      if (i !== names.length) return false;
    }
    for (let i = 0; i < this.#variables.length; i++)
      if (metadataOf(this.#variables[i]!) !== this.#metadata[i]) return false;
    for (const { value, copy } of this.#frozen) if (!staticEqual(value, copy)) return false;
    return true;
  }
}

function isContainer(value: unknown): boolean {
  return isData(value) || (typeof value === "object" && value !== null);
}
