import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, multiply, split } from "../../numpy/index.ts";
import type { Shape } from "../../types/shape.ts";
import { Linear } from "./linear.ts";
import type { LSTMCarry } from "./lstmCell.ts";
import { type CarryOptions, cellParts, firstState, RNNCellBase, type RNNCellOptions } from "./rnnCell.ts";

/**
 * Long short-term memory with its four maps in one product: faster than `LSTMCell`, with other parameters.
 *
 *     i, f, g, o = W x + U h + b
 *     c' = σ(f) c + σ(i) tanh(g)        h' = σ(o) tanh(c')
 *
 * @example
 * const cell = new nnx.OptimizedLSTMCell(2, 3, { rngs: new nnx.Rngs(0) });
 * assertEqual([cell.denseI.kernel.shape, cell.denseH.kernel.shape], [[2, 12], [3, 12]]);
 * @see Hochreiter and Schmidhuber, "Long short-term memory", 1997
 */
export class OptimizedLSTMCell extends RNNCellBase {
  readonly denseI: Linear<boolean>;
  readonly denseH: Linear;
  readonly gateFn: (x: ArrayLike) => JaxArray;

  /**
   * @param inFeatures size of the input's last axis
   * @param hiddenFeatures size of the state's last axis
   * @param options see {@link RNNCellOptions}
   * @throws TypeError without `rngs`
   */
  constructor(inFeatures: number, hiddenFeatures: number, options: RNNCellOptions) {
    super(inFeatures, hiddenFeatures, options);
    const { gateFn, ofInput, ofState } = cellParts(options);
    this.gateFn = gateFn;
    this.denseI = new Linear<boolean>(inFeatures, 4 * hiddenFeatures, { ...ofInput, useBias: false });
    this.denseH = new Linear(hiddenFeatures, 4 * hiddenFeatures, ofState);
  }

  __call__([c, h]: LSTMCarry, inputs: ArrayLike): [carry: LSTMCarry, output: JaxArray] {
    const [i, f, g, o] = split(add(this.denseI(inputs), this.denseH(h)), 4, { axis: -1 });
    const memory = add(multiply(this.gateFn(f!), c), multiply(this.gateFn(i!), this.activationFn(g!)));
    const output = multiply(this.gateFn(o!), this.activationFn(memory));
    return [[memory, output], output];
  }

  initializeCarry(inputShape: Shape, options?: CarryOptions): LSTMCarry {
    const state = firstState(this, inputShape, options);
    return [state(), state()];
  }
}
