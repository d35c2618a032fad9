import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add } from "../../numpy/index.ts";
import type { Shape } from "../../types/shape.ts";
import { Linear } from "./linear.ts";
import { type CarryOptions, cellParts, firstState, RNNCellBase, type RNNCellOptions } from "./rnnCell.ts";

/** Options of {@link SimpleCell}. */
export interface SimpleCellOptions extends Omit<RNNCellOptions, "gateFn"> {
  /** Whether the state is added before the activation; default false. */
  readonly residual?: boolean;
}

/**
 * The simplest recurrent cell.
 *
 *     h' = tanh(W x + b + U h)
 *
 * @example
 * const cell = new nnx.SimpleCell(2, 3, { rngs: new nnx.Rngs(0) });
 * const [h, y] = cell(jnp.zeros([4, 3]), jnp.ones([4, 2]));
 * assertAllClose(h, y);
 */
export class SimpleCell extends RNNCellBase {
  readonly denseH: Linear<boolean>;
  readonly denseI: Linear;
  readonly residual: boolean;

  /**
   * @param inFeatures size of the input's last axis
   * @param hiddenFeatures size of the state's last axis
   * @param options see {@link SimpleCellOptions}
   * @throws TypeError without `rngs`
   */
  constructor(inFeatures: number, hiddenFeatures: number, options: SimpleCellOptions) {
    super(inFeatures, hiddenFeatures, options);
    const { ofInput, ofState } = cellParts({ dtype: "float32", ...options });
    this.residual = options.residual ?? false;
    this.denseH = new Linear<boolean>(hiddenFeatures, hiddenFeatures, { ...ofState, useBias: false });
    this.denseI = new Linear(inFeatures, hiddenFeatures, ofInput);
  }

  __call__(carry: JaxArray, inputs: ArrayLike): [carry: JaxArray, output: JaxArray] {
    let next = add(this.denseI(inputs), this.denseH(carry));
    if (this.residual) next = add(next, carry);
    const output = this.activationFn(next);
    return [output, output];
  }

  initializeCarry(inputShape: Shape, options?: CarryOptions): JaxArray {
    return firstState(this, inputShape, options)();
  }
}
