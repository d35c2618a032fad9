/**
 * `nnx.updateContext`: what NNX's transformations do with modules, for transformations of one's own. A transformation of arrays is
 * given structure and state, four times taken apart and put together:
 *
 *     (2) merge ──▶ the function changes the module ──▶ (3) split      inside
 *         ▲                                                 │
 *     (1) split                                         (4) merge      outside
 *
 * The context remembers the objects of (1) and (2), so that (4) changes the caller's own: also fields that were added, removed or
 * exchanged, which `nnx.update` cannot do.
 */
import { withCleanup } from "../../interrupts/withCleanup.ts";

/** What is known of one transformation under way. */
export class UpdateContext {
  readonly tag: string;
  /** Nodes and Variables by number: those of the first split, which are the caller's. */
  outerObjects: readonly object[] | undefined;
  /** Those of the merge inside, numbered as the caller's. */
  innerObjects: readonly (object | undefined)[] | undefined;

  /** @param tag the name by which contexts of splits and merges find it */
  constructor(tag: string) {
    this.tag = tag;
  }

  /** Notes what a split met: the first one sees the caller's objects, the second the end of the function. */
  splitDone(objects: readonly object[]): void {
    if (this.outerObjects === undefined) this.outerObjects = objects;
    else this.innerObjects = undefined;
  }

  /** Notes what the merge inside made. */
  mergeDone(objects: readonly (object | undefined)[]): void {
    this.innerObjects = objects;
  }
}

const active: UpdateContext[] = [];

/**
 * Runs a function in a new context of updates.
 *
 * @param tag the name by which `nnx.splitContext` and `nnx.mergeContext` find the context
 * @param body what to run, given the context
 * @returns what `body` returns
 * @example
 * const model = new nnx.Dict({ a: new nnx.Param(jnp.zeros([2])) });
 * const out = nnx.updateContext("example", () => {
 *   const [graphdef, state] = nnx.splitContext("example", (ctx) => ctx.split(model));
 *   const [graphdefOut, stateOut] = jax.jit((state: nnx.State) => {
 *     const inner = nnx.mergeContext("example", { inner: true }, (ctx) => ctx.merge(graphdef, state));
 *     inner.b = new nnx.Param(jnp.ones([2]));
 *     inner.self = inner;
 *     return nnx.splitContext("example", (ctx) => ctx.split(inner));
 *   })(state);
 *   return nnx.mergeContext("example", { inner: false }, (ctx) => ctx.merge(graphdefOut, stateOut));
 * });
 * assertEqual([out === model, model.self === model], [true, true]);
 * assertAllClose(model.b.value, [1, 1]);
 */
export function updateContext<R>(tag: string, body: (context: UpdateContext) => R): R {
  const context = new UpdateContext(tag);
  const depth = active.length;
  active.push(context);
  return withCleanup(
    () => body(context),
    () => {
      active.length = depth;
    },
  );
}

/**
 * The innermost context of updates with a name.
 *
 * @param tag the name
 * @throws TypeError outside of `nnx.updateContext(tag, …)`
 * @example
 * assertEqual(nnx.updateContext("mine", (context) => nnx.currentUpdateContext("mine") === context), true);
 */
export function currentUpdateContext(tag: string): UpdateContext {
  const context = active.findLast((candidate) => candidate.tag === tag);
  if (context) return context;
  throw new TypeError(
    `Cannot find the update context "${tag}": there is none around this call; run it inside nnx.updateContext("${tag}", …)`,
  );
}
