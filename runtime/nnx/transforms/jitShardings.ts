/** `inShardings` and `outShardings` of `nnx.jit`. */
import { DeviceArray } from "../../core/array.ts";
import { adopt, isUnseen, peek, put, Variable } from "../variable.ts";
import { type Left, type Opened, open } from "./graphCall.ts";
import { type ArgumentShards, named, placeEach, shardsOfArguments, shardsOfResults } from "./graphShards.ts";

/** What the options say, for one jitted function. */
export class JitShardings {
  readonly #inShardings: unknown;
  readonly #outShardings: unknown;
  readonly #action: string;

  constructor(inShardings: unknown, outShardings: unknown, action: string) {
    this.#inShardings = inShardings;
    this.#outShardings = outShardings;
    this.#action = action;
  }

  /** How the arguments of a call lie. */
  ofArguments(args: readonly unknown[], opened: Opened): ArgumentShards {
    return shardsOfArguments(this.#inShardings, args, opened, `${this.#action}: its arguments`);
  }

  /** Constraints on what goes in, while the function is traced. */
  enter(
    held: readonly unknown[],
    values: readonly unknown[],
    { paths }: Opened,
    { leaves, values: own }: ArgumentShards,
  ): [held: unknown[], values: unknown[]] {
    const action = `${this.#action}: its arguments`;
    return [placeEach(held, leaves, (n) => named(action, paths[n]!)), placeEach(values, own, () => action)];
  }

  /** Constraints on what comes out: changed Variables lie as their arguments do, so that the next call finds them there. */
  leave(left: Left, out: unknown, opened: Opened, given: ArgumentShards): [held: unknown[], values: unknown[]] {
    const action = `${this.#action}: its result`;
    const { held, values } = shardsOfResults(this.#outShardings, out, opened, left, given, action);
    return [
      placeEach(left.held, held, (i) => named(action, left.origins[i]!.path)),
      placeEach(left.values, values, () => action),
    ];
  }

  /**
   * Puts the caller's Variables where the options say, which moves no memory: from then on the program finds them there, and Variables
   * that it does not change need not be among its results.
   */
  move(args: readonly unknown[]): void {
    const opened = open(args);
    const { leaves } = this.ofArguments(args, opened);
    // all are looked at before one moves
    const trees = opened.leaves.map((leaf) => (leaf instanceof Variable ? peek(leaf) : leaf));
    placeEach(trees, leaves, (n) => named(`${this.#action}: its arguments`, opened.paths[n]!)).forEach((moved, n) => {
      const variable = opened.leaves[n]!;
      if (moved === trees[n] || !(variable instanceof Variable)) return;
      if (isUnseen(variable) && moved instanceof DeviceArray) adopt(variable, moved);
      else put(variable, moved);
    });
  }
}
