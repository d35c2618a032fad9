import { Variable } from "../variable.ts";
import { Assembly } from "./assembly.ts";
import type { GraphDef } from "./graphDef.ts";
import { leavesOf } from "./merge.ts";
import { currentUpdateContext, type UpdateContext } from "./updateContext.ts";

/** Puts several modules together that may share parts: see {@link mergeContext}. */
export class MergeContext {
  readonly #update: UpdateContext | undefined;
  readonly #assembly: Assembly;
  #outer: readonly (number | undefined)[] = [];

  /** @param update the context of updates whose objects are filled again, if any */
  constructor(update?: UpdateContext) {
    this.#update = update;
    this.#assembly = new Assembly([], (n) => {
      const number = this.#outer[n];
      return number === undefined ? undefined : this.#update?.outerObjects?.[number];
    });
  }

  /** Every node and Variable made, by its number. */
  get objects(): readonly (object | undefined)[] {
    return this.#assembly.objects;
  }

  /**
   * As `nnx.merge`, with new Variables; a reference to a part that an earlier merge of this context made is that part.
   *
   * @param graphdef the structure
   * @param states States that together have every leaf
   */
  // any: the class is known to the graphdef, not to the type
  merge(graphdef: GraphDef, ...states: readonly object[]): any {
    const leaves = leavesOf(graphdef, states);
    this.#outer = graphdef.outer ?? [];
    this.#assembly.continueWith(leaves.map((leaf) => (leaf instanceof Variable ? leaf.replace() : leaf)));
    return this.#assembly.build(graphdef.root);
  }
}

/**
 * Puts several modules together that were taken apart in one `nnx.splitContext`.
 *
 * @param tag name of the `nnx.updateContext` around it; left out: none
 * @param options.inner whether this is the merge inside the transformation, which makes new modules; outside the caller's own are
 *   changed
 * @param body is given a context whose `merge` is as `nnx.merge`
 * @returns what `body` returns
 * @throws TypeError when the number of leaves is not that of the structure
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const [graphdef, state] = nnx.splitContext((ctx) => ctx.split(model));
 * assertEqual(nnx.mergeContext((ctx) => ctx.merge(graphdef, state)).kernel.shape, [2, 3]);
 */
export function mergeContext<R>(body: (context: MergeContext) => R): R;
export function mergeContext<R>(tag: string, options: { inner: boolean }, body: (context: MergeContext) => R): R;
export function mergeContext<R>(
  ...args:
    | [body: (context: MergeContext) => R]
    | [tag: string, options: { inner: boolean }, body: (context: MergeContext) => R]
): R {
  if (args.length === 1) return args[0](new MergeContext());
  const [tag, { inner }, body] = args;
  const update = currentUpdateContext(tag);
  const context = new MergeContext(inner ? undefined : update);
  const result = body(context);
  if (inner) update.mergeDone(context.objects);
  return result;
}
