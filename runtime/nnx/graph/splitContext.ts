import type { Filter } from "../filters.ts";
import { FlatState } from "../flatState.ts";
import { type State, splitFlat } from "../state.ts";
import { Walk } from "./flatten.ts";
import { GraphDef } from "./graphDef.ts";
import { nested } from "./split.ts";
import { currentUpdateContext, type UpdateContext } from "./updateContext.ts";

/** Takes several modules apart so that what they share is written once: see {@link splitContext}. */
export class SplitContext {
  readonly #walk = new Walk();
  readonly #outer: ReadonlyMap<object, number> | undefined;

  /** @param update the context of updates that the split belongs to, if any */
  constructor(update?: UpdateContext) {
    this.#outer =
      update?.innerObjects && new Map(update.innerObjects.flatMap((object, n) => (object ? [[object, n]] : [])));
  }

  /** Every node and Variable met, by its number. */
  get objects(): readonly object[] {
    return this.#walk.objects;
  }

  /**
   * As `nnx.split`; a part that an earlier split of this context met is a reference to it, and its leaves are not given again.
   *
   * @param node the module
   * @param filters groups of the state; default one State of all
   */
  split(node: unknown, ...filters: readonly Filter[]): [graphdef: GraphDef, ...states: State[]] {
    const walk = this.#walk;
    const before = walk.leaves.length;
    const root = walk.visit(node);
    const leaves = walk.leaves.slice(before);
    const flat = new FlatState(leaves.map((leaf, i) => [walk.paths[before + i]!, leaf]));
    const parts = filters.length === 0 ? [flat] : splitFlat(flat, filters, { exhaustive: true });
    const outer = this.#outer && walk.objects.map((object) => this.#outer!.get(object));
    return [new GraphDef(root, leaves.length, outer), ...parts.map(nested)];
  }
}

/**
 * Takes several modules apart that may share parts.
 *
 * @param tag name of the `nnx.updateContext` around it; left out: none
 * @param body is given a context whose `split` is as `nnx.split`
 * @returns what `body` returns
 * @example
 * const shared = new nnx.Param(jnp.zeros([2]));
 * const [a, b] = [new nnx.Dict({ shared }), new nnx.Dict({ shared })];
 * const parts = nnx.splitContext((ctx) => [ctx.split(a), ctx.split(b)]);
 * assertEqual(parts.map(([graphdef]) => graphdef.numLeaves), [1, 0]);
 * const [a2, b2] = nnx.mergeContext((ctx) => parts.map(([graphdef, state]) => ctx.merge(graphdef, state)));
 * assertEqual(a2.shared === b2.shared, true);
 */
export function splitContext<R>(body: (context: SplitContext) => R): R;
export function splitContext<R>(tag: string, body: (context: SplitContext) => R): R;
export function splitContext<R>(
  ...args: [body: (context: SplitContext) => R] | [tag: string, body: (context: SplitContext) => R]
): R {
  const [tag, body] = args.length === 1 ? [undefined, args[0]] : args;
  const update = tag === undefined ? undefined : currentUpdateContext(tag);
  const context = new SplitContext(update);
  const result = body(context);
  update?.splitDone(context.objects);
  return result;
}
