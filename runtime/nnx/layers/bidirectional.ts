import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { concatenate } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { Module } from "../module.ts";
import type { RngStream } from "../rngStream.ts";
import type { Rngs } from "../rngs.ts";
import { streamOf } from "./dropout.ts";
import { carryStream, type RNN, type RNNCall } from "./rnn.ts";

/** Options of {@link Bidirectional}. */
export interface BidirectionalOptions {
  /** Joins the outputs of both directions; default: one after the other along the last axis. */
  readonly mergeFn?: (forward: JaxArray, backward: JaxArray) => JaxArray;
  /** Whether time is the first axis; default false. */
  readonly timeMajor?: boolean;
  /** Whether to return [[forward state, backward state], outputs]; default false. */
  readonly returnCarry?: boolean;
  /** Streams for first states; true (default): a stream of its own with seed 0; false: each call gives them. */
  readonly rngs?: Rngs | RngStream | boolean;
}

/**
 * Two recurrent layers, one along the sequence and one against it; both outputs stand in the order of the inputs.
 *
 * @example
 * const rngs = new nnx.Rngs(0);
 * const layer = new nnx.Bidirectional(new nnx.RNN(new nnx.GRUCell(3, 4, { rngs })), new nnx.RNN(new nnx.GRUCell(3, 4, { rngs })));
 * assertEqual(layer(jnp.ones([2, 5, 3])).shape, [2, 5, 8]);
 * @see Schuster and Paliwal, "Bidirectional recurrent neural networks", 1997
 */
// any: with returnCarry a list of states and outputs
export class Bidirectional extends Module<(inputs: ArrayLike, options?: RNNCall) => any> {
  readonly forwardRnn: RNN;
  readonly backwardRnn: RNN;
  readonly mergeFn: (forward: JaxArray, backward: JaxArray) => JaxArray;
  readonly timeMajor: boolean;
  readonly returnCarry: boolean;
  readonly rngs: RngStream | null;

  /**
   * @param forwardRnn the layer along the sequence
   * @param backwardRnn the layer against it
   * @param options see {@link BidirectionalOptions}
   */
  constructor(forwardRnn: RNN, backwardRnn: RNN, options: BidirectionalOptions = {}) {
    super();
    this.forwardRnn = forwardRnn;
    this.backwardRnn = backwardRnn;
    this.mergeFn = options.mergeFn ?? ((forward, backward) => concatenate([forward, backward], { axis: -1 }));
    this.timeMajor = options.timeMajor ?? false;
    this.returnCarry = options.returnCarry ?? false;
    this.rngs = carryStream("Bidirectional", options.rngs ?? true);
  }

  // any: as above
  __call__(inputs: ArrayLike, options: RNNCall = {}): any {
    const { initialCarry, seqLengths = null } = options;
    const [first, last] = (initialCarry ?? [undefined, undefined]) as [unknown, unknown];
    const timeMajor = options.timeMajor ?? this.timeMajor;
    const rngs = streamOf("make a first state of Bidirectional", options.rngs, "carry") ?? this.rngs;
    const common = { rngs, seqLengths, returnCarry: true, timeMajor };
    const [forwardCarry, forward] = this.forwardRnn(inputs, { ...common, initialCarry: first, reverse: false });
    const [backwardCarry, backward] = this.backwardRnn(inputs, {
      ...common,
      initialCarry: last,
      reverse: true,
      keepOrder: true,
    });
    const outputs = map((a: JaxArray, b: JaxArray) => this.mergeFn(a, b), forward, backward);
    return (options.returnCarry ?? this.returnCarry) ? [[forwardCarry, backwardCarry], outputs] : outputs;
  }
}
