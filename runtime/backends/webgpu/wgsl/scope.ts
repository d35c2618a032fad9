/**
 * Statements. Expressions become WGSL text in the outermost block where they can be computed: what does not depend on the counter
 * of a loop is named before the loop. What is used once and is short stays inside the text that uses it; so no text is deep, however
 * deep the graph (WGSL compilers limit nesting), and none is long.
 */
import type { Axis, Expr } from "../../../ir/expr.ts";
import { partsOf, topological } from "../../../ir/walk.ts";
import { bare } from "./bare.ts";
import { literal } from "./literal.ts";
import { binaryOps, convertOps, unaryOps } from "./operations.ts";
import type { Slots } from "./slots.ts";

/** A text and the block in which it is valid: 0 is the function body, n the inside of the n-th loop. */
interface Emitted {
  readonly text: string;
  readonly depth: number;
}

/** How a loop counter is written, and the block in which it is known. */
export type Counters = (axis: Axis) => Emitted;

const longestInline = 48;

/** The blocks of one shader and the names of what they compute. */
export class Scope {
  /** Statements of each block, in order; the caller puts the blocks into one another. */
  readonly blocks: string[][];
  readonly #slots: Slots;
  readonly #counters: Counters;
  readonly #emitted: Map<Expr, Emitted>;
  readonly #names: { next: number };

  constructor(slots: Slots, counters: Counters, depth: number, outer?: Scope) {
    this.blocks = Array.from({ length: depth + 1 }, () => []);
    this.#slots = slots;
    this.#counters = counters;
    // Names of the function body are still known after its loops.
    this.#emitted = new Map(outer ? [...outer.#emitted].filter(([, { depth: d }]) => d === 0) : []);
    this.#names = outer ? outer.#names : { next: 0 };
  }

  /** The texts of some values, for use in the innermost block. */
  emit(roots: readonly Expr[]): string[] {
    const innermost = this.blocks.length - 1;
    const nodes = topological(roots, (x) => !this.#emitted.has(x)).filter((x) => !this.#emitted.has(x));
    const uses = new Map<Expr, number>();
    const deepestUse = new Map<Expr, number>();
    const use = (x: Expr, depth: number): void => {
      uses.set(x, (uses.get(x) ?? 0) + 1);
      deepestUse.set(x, Math.max(deepestUse.get(x) ?? 0, depth));
    };
    const depths = new Map<Expr, number>();
    const depthOf = (x: Expr): number => this.#emitted.get(x)?.depth ?? depths.get(x)!;
    for (const x of nodes) {
      const own = x.kind === "index" ? this.#counters(x.axis).depth : 0;
      depths.set(x, Math.max(own, ...partsOf(x).map(depthOf)));
    }
    for (const x of nodes) for (const part of partsOf(x)) use(part, depths.get(x)!);
    for (const root of roots) use(root, innermost);
    for (const x of nodes) {
      const depth = depths.get(x)!;
      const text = this.#text(x);
      const inline = isLeaf(x) || (uses.get(x) === 1 && deepestUse.get(x) === depth && text.length <= longestInline);
      this.#emitted.set(x, { text: inline ? text : this.name(text, depth), depth });
    }
    return roots.map((root) => this.#emitted.get(root)!.text);
  }

  /** Gives a text a name in a block. */
  name(text: string, depth: number = this.blocks.length - 1): string {
    const name = `t${this.#names.next++}`;
    this.blocks[depth]!.push(`let ${name} = ${bare(text)};`);
    return name;
  }

  #text(x: Expr): string {
    const part = (y: Expr): string => this.#emitted.get(y)!.text;
    switch (x.kind) {
      case "const":
        return literal(x.type, x.value);
      case "index":
        return this.#counters(x.axis).text;
      case "accumulator":
        return `a${x.accumulator}`;
      case "load":
        return this.#slots.load(x.buffer, x.type, bare(part(x.index)));
      case "unary":
        return unaryOps[x.op](part(x.args[0]), x.type);
      case "binary":
        return binaryOps[x.op](part(x.args[0]), part(x.args[1]), x.args[0].type, x.args);
      case "convert":
        return convertOps[x.op](part(x.args[0]), x.type, x.args[0].type);
      case "select":
        return `select(${bare(part(x.args[2]))}, ${bare(part(x.args[1]))}, ${bare(part(x.args[0]))})`;
      case "math":
        throw new Error(`Cannot emit ${x.op}: math functions are expanded before`);
      default:
        throw x satisfies never;
    }
  }
}

const isLeaf = (x: Expr): boolean => x.kind === "const" || x.kind === "index" || x.kind === "accumulator";
