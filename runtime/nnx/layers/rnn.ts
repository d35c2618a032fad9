import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { printAval } from "../../types/aval.ts";
import { Module } from "../module.ts";
import { RngStream } from "../rngStream.ts";
import { Rngs } from "../rngs.ts";
import { Carry, StateAxes } from "../transforms/axes.ts";
import { scan } from "../transforms/scan.ts";
import { streamOf } from "./dropout.ts";
import type { RNNCellBase } from "./rnnCell.ts";
import { flipSequences, lastStates } from "./sequences.ts";

/** Settings of {@link RNN}, for all calls or for one. */
export interface RNNSettings {
  /** Whether time is the first axis, before the batch; default false: [batch…, time, features]. */
  readonly timeMajor?: boolean;
  /** Whether to return [last state, outputs]; default false: outputs alone. */
  readonly returnCarry?: boolean;
  /** Whether to begin with the last step; default false. */
  readonly reverse?: boolean;
  /** With `reverse`, whether outputs stand in the order of the inputs; default false: in that of the steps. */
  readonly keepOrder?: boolean;
}

/** Options of {@link RNN}. */
export interface RNNOptions extends RNNSettings {
  /** Steps written out in a round of the loop; default 1. */
  readonly unroll?: number;
  /** What becomes of the cell's state from step to step; default: all is handed on. */
  readonly stateAxes?: StateAxes;
  /** Streams for first states; true (default): a stream of its own with seed 0; false: each call gives them. */
  readonly rngs?: Rngs | RngStream | boolean;
}

/** Options of a call of {@link RNN}. */
export interface RNNCall extends RNNSettings {
  /** The first state; default that of `cell.initializeCarry`. */
  readonly initialCarry?: unknown;
  /** Number of real steps of each sequence, i32[batch]; default all. */
  readonly seqLengths?: ArrayLike | null;
  /** Streams for the first state. */
  readonly rngs?: Rngs | RngStream | null;
}

/**
 * A recurrent cell along a sequence, as one loop.
 *
 *     x: f32[batch…, time, in]   y: f32[batch…, time, hidden]
 *
 * @example
 * const layer = new nnx.RNN(new nnx.LSTMCell(3, 4, { rngs: new nnx.Rngs(0) }));
 * assertEqual(layer(jnp.ones([2, 5, 3])).shape, [2, 5, 4]);
 * const [[c, h], y] = layer(jnp.ones([2, 5, 3]), { returnCarry: true });
 * assertAllClose(h, y.at([jnp.arange(2), 4]).get());
 */
// any: with returnCarry a list of state and outputs
export class RNN extends Module<(inputs: ArrayLike, options?: RNNCall) => any> {
  readonly cell: RNNCellBase;
  readonly timeMajor: boolean;
  readonly returnCarry: boolean;
  readonly reverse: boolean;
  readonly keepOrder: boolean;
  readonly unroll: number;
  readonly stateAxes: StateAxes;
  readonly rngs: RngStream | null;

  /**
   * @param cell the cell
   * @param options see {@link RNNOptions}
   */
  constructor(cell: RNNCellBase, options: RNNOptions = {}) {
    super();
    const { rngs = true } = options;
    this.cell = cell;
    this.timeMajor = options.timeMajor ?? false;
    this.returnCarry = options.returnCarry ?? false;
    this.reverse = options.reverse ?? false;
    this.keepOrder = options.keepOrder ?? false;
    this.unroll = options.unroll ?? 1;
    this.stateAxes = options.stateAxes ?? new StateAxes([[true, Carry]]);
    this.rngs = carryStream("RNN", rngs);
  }

  // any: as above
  __call__(inputs: ArrayLike, options: RNNCall = {}): any {
    const timeMajor = options.timeMajor ?? this.timeMajor;
    const returnCarry = options.returnCarry ?? this.returnCarry;
    const reverse = options.reverse ?? this.reverse;
    const keepOrder = options.keepOrder ?? this.keepOrder;
    const { cell } = this;
    let x = asarray(inputs);
    const timeAxis = timeMajor ? 0 : x.ndim - (cell.numFeatureAxes + 1);
    if (timeAxis < 0 || x.ndim < cell.numFeatureAxes + 1)
      throw new TypeError(`Cannot apply RNN to ${printAval(x.aval)}: it needs an axis of time before the features`);
    const axes = { timeMajor, batchAxes: x.ndim - 1 - cell.numFeatureAxes };
    const given = options.seqLengths ?? null;
    const lengths = given === null ? null : asarray(given);
    if (reverse) x = flipSequences(x, lengths, axes);

    const stepShape = x.shape.filter((_, axis) => axis !== timeAxis);
    const stream = streamOf("make a first state of RNN", options.rngs, "carry")?.fork() ?? this.rngs;
    const initial = options.initialCarry ?? cell.initializeCarry(stepShape, { rngs: stream });
    const keepsStates = lengths !== null && returnCarry;
    const run = scan(
      (own: RNNCellBase, state: unknown, input: JaxArray) => {
        const [next, y] = own(state, input);
        return [next, keepsStates ? [next, y] : y];
      },
      {
        inAxes: [this.stateAxes, Carry, timeAxis],
        outAxes: [Carry, keepsStates ? [0, timeAxis] : timeAxis],
        unroll: this.unroll,
      },
    );
    let [carry, y] = run(cell, initial, x);
    if (keepsStates) {
      const [states, outputs] = y as [unknown, JaxArray];
      carry = map((leaf: JaxArray) => lastStates(leaf, lengths), states);
      y = outputs;
    }
    if (reverse && keepOrder) y = flipSequences(y, lengths, axes);
    return returnCarry ? [carry, y] : y;
  }
}

/** The stream that a recurrent layer keeps for first states. */
export function carryStream(layer: string, rngs: Rngs | RngStream | boolean): RngStream | null {
  if (rngs === true) return new RngStream(0, { tag: "carry" });
  if (rngs === false) return null;
  if (rngs instanceof Rngs) return rngs.carry.fork();
  if (rngs instanceof RngStream) return rngs;
  throw new TypeError(
    `Cannot make a ${layer}: rngs must be nnx.Rngs, nnx.RngStream, true or false, got a ${typeof rngs}`,
  );
}
