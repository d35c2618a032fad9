import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, multiply } from "../../numpy/index.ts";
import type { Shape } from "../../types/shape.ts";
import { Linear } from "./linear.ts";
import { type CarryOptions, cellParts, firstState, RNNCellBase, type RNNCellOptions } from "./rnnCell.ts";

/** State of an LSTM: the memory and the output, f32[batch…, hidden] each. */
export type LSTMCarry = readonly [c: JaxArray, h: JaxArray];

/**
 * Long short-term memory.
 *
 *     i = σ(Wi x + Ui h + bi)   f = σ(Wf x + Uf h + bf)   g = tanh(Wg x + Ug h + bg)   o = σ(Wo x + Uo h + bo)
 *     c' = f c + i g            h' = o tanh(c')
 *
 * @example
 * const cell = new nnx.LSTMCell(2, 3, { rngs: new nnx.Rngs(0) });
 * const carry = cell.initializeCarry([4, 2], { rngs: new nnx.Rngs(1) });
 * const [[c, h], y] = cell(carry, jnp.ones([4, 2]));
 * assertEqual([c.shape, y.shape], [[4, 3], [4, 3]]);
 * @see Hochreiter and Schmidhuber, "Long short-term memory", 1997
 */
export class LSTMCell extends RNNCellBase {
  readonly ii: Linear<boolean>;
  readonly if_: Linear<boolean>;
  readonly ig: Linear<boolean>;
  readonly io: Linear<boolean>;
  readonly hi: Linear;
  readonly hf: Linear;
  readonly hg: Linear;
  readonly ho: Linear;
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
    const input = (): Linear<boolean> =>
      new Linear<boolean>(inFeatures, hiddenFeatures, { ...ofInput, useBias: false });
    const state = (): Linear => new Linear(hiddenFeatures, hiddenFeatures, ofState);
    this.gateFn = gateFn;
    this.ii = input();
    this.if_ = input();
    this.ig = input();
    this.io = input();
    this.hi = state();
    this.hf = state();
    this.hg = state();
    this.ho = state();
  }

  __call__([c, h]: LSTMCarry, inputs: ArrayLike): [carry: LSTMCarry, output: JaxArray] {
    const i = this.gateFn(add(this.ii(inputs), this.hi(h)));
    const f = this.gateFn(add(this.if_(inputs), this.hf(h)));
    const g = this.activationFn(add(this.ig(inputs), this.hg(h)));
    const o = this.gateFn(add(this.io(inputs), this.ho(h)));
    const memory = add(multiply(f, c), multiply(i, g));
    const output = multiply(o, this.activationFn(memory));
    return [[memory, output], output];
  }

  initializeCarry(inputShape: Shape, options?: CarryOptions): LSTMCarry {
    const state = firstState(this, inputShape, options);
    return [state(), state()];
  }
}
