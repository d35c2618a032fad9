/** Functions whose arguments and results lie as the user says. */
import { isShardingLeaf, type ShardingTree } from "../sharding/index.ts";
import { nameOf } from "../transforms/flatFunction.ts";
import { placeTree } from "./placeTree.ts";

/** Options of functions that are jitted for a mesh. */
export interface ShardingOptions {
  readonly inShardings?: ShardingTree;
  readonly outShardings?: ShardingTree;
  readonly staticArgnums?: number | readonly number[];
}

/** `f` with arguments and results where the options say; `f` itself where they say nothing. */
export function withShardings<A extends any[], R>(f: (...args: A) => R, options: ShardingOptions): (...args: A) => R {
  const { inShardings = null, outShardings = null, staticArgnums = [] } = options;
  if (inShardings === null && outShardings === null) return f;
  const statics = typeof staticArgnums === "number" ? [staticArgnums] : staticArgnums;
  const action = `jit ${nameOf(f)}`;
  const placed = (...args: A): R => {
    const isStatic = (i: number): boolean => statics.includes(i) || statics.includes(i - args.length);
    const dynamic = args.filter((_, i) => !isStatic(i));
    if (!isShardingLeaf(inShardings) && Array.isArray(inShardings) && inShardings.length !== dynamic.length) {
      throw new TypeError(
        `Cannot ${action}: inShardings has ${inShardings.length} entries, the call has ${dynamic.length} arguments`,
      );
    }
    const inputs = [...placeTree(dynamic, inShardings, `${action}: its arguments`)];
    const out = f(...(args.map((arg, i) => (isStatic(i) ? arg : inputs.shift())) as A));
    return placeTree(out, outShardings, `${action}: its result`);
  };
  return Object.defineProperty(placed, "name", { value: f.name });
}
