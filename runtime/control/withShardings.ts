/** Functions that check how their arguments and results are cut, while they are traced. */
import { checkShardings, isShardingLeaf, type ShardingTree } from "../sharding/index.ts";
import { nameOf } from "../transforms/flatFunction.ts";

/** Options of functions that are jitted for a mesh. */
export interface ShardingOptions {
  readonly inShardings?: ShardingTree;
  readonly outShardings?: ShardingTree;
  readonly staticArgnums?: number | readonly number[];
}

/** `f` with checks of what its arguments and results are; `f` itself where there is nothing to check. */
export function withShardings<A extends any[], R>(f: (...args: A) => R, options: ShardingOptions): (...args: A) => R {
  const { inShardings = null, outShardings = null, staticArgnums = [] } = options;
  if (inShardings === null && outShardings === null) return f;
  const statics = typeof staticArgnums === "number" ? [staticArgnums] : staticArgnums;
  const action = `jit ${nameOf(f)}`;
  const checked = (...args: A): R => {
    const dynamic = args.filter((_, i) => !statics.includes(i) && !statics.includes(i - args.length));
    if (!isShardingLeaf(inShardings) && Array.isArray(inShardings) && inShardings.length !== dynamic.length) {
      throw new TypeError(
        `Cannot ${action}: inShardings has ${inShardings.length} entries, the call has ${dynamic.length} arguments`,
      );
    }
    checkShardings(inShardings, dynamic, `${action}: its arguments`);
    const out = f(...args);
    checkShardings(outShardings, out, `${action}: its result`);
    return out;
  };
  return Object.defineProperty(checked, "name", { value: f.name });
}
