import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, multiply, split, subtract } from "../../numpy/index.ts";
import type { Shape } from "../../types/shape.ts";
import { Linear } from "./linear.ts";
import { type CarryOptions, cellParts, firstState, RNNCellBase, type RNNCellOptions } from "./rnnCell.ts";

/**
 * Gated recurrent unit.
 *
 *     r = σ(Wr x + br + Ur h)   z = σ(Wz x + bz + Uz h)   n = tanh(Wn x + bn + r · (Un h))
 *     h' = (1 − z) n + z h
 *
 * @example
 * const cell = new nnx.GRUCell(2, 3, { rngs: new nnx.Rngs(0) });
 * const [h, y] = cell(jnp.zeros([4, 3]), jnp.ones([4, 2]));
 * assertAllClose(h, y);
 * @see Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014, https://arxiv.org/abs/1406.1078
 */
export class GRUCell extends RNNCellBase {
  readonly denseI: Linear;
  readonly denseH: Linear<boolean>;
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
    this.denseI = new Linear(inFeatures, 3 * hiddenFeatures, ofInput);
    this.denseH = new Linear<boolean>(hiddenFeatures, 3 * hiddenFeatures, { ...ofState, useBias: false });
  }

  __call__(h: JaxArray, inputs: ArrayLike): [carry: JaxArray, output: JaxArray] {
    const [xr, xz, xn] = split(this.denseI(inputs), 3, { axis: -1 });
    const [hr, hz, hn] = split(this.denseH(h), 3, { axis: -1 });
    const r = this.gateFn(add(xr!, hr!));
    const z = this.gateFn(add(xz!, hz!));
    const n = this.activationFn(add(xn!, multiply(r, hn!)));
    const output = add(multiply(subtract(1, z), n), multiply(z, h));
    return [output, output];
  }

  initializeCarry(inputShape: Shape, options?: CarryOptions): JaxArray {
    return firstState(this, inputShape, options)();
  }
}
