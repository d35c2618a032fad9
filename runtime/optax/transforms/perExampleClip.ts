/** Clipping of each example's gradient, which differential privacy asks for. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  asarray,
  divide,
  isnan,
  less,
  minimum,
  multiply,
  ravel,
  reshape,
  sqrt,
  square,
  sum,
  where,
} from "../../numpy/index.ts";
import { flatten, leaves, map } from "../../tree/index.ts";
import { printAval } from "../../types/aval.ts";
import type { Tree } from "../base.ts";

/**
 * Clips the gradient of each example to a global norm, and sums over the examples.
 *
 * @param grads gradients with a leading axis of examples, f[batch, …]
 * @param l2NormClip largest norm of one example's gradient over all parameters
 * @returns `[sum of clipped gradients, number of examples clipped]`
 * @throws TypeError when a leaf lacks the axis of examples
 * @example
 * const [total, count] = optax.perExampleGlobalNormClip({ w: jnp.array([[3, 4], [0.3, 0.4]]) }, 1);
 * assertAllClose(total.w, [0.9, 1.2]);
 * assertEqual(count, "1");
 */
export function perExampleGlobalNormClip(grads: Tree, l2NormClip: ArrayLike): [clippedSum: Tree, numClipped: JaxArray] {
  checkBatch("perExampleGlobalNormClip", grads);
  const squares = leaves(grads)
    .map((g) => squaresByExample(asarray(g)))
    .reduce((total, x) => total.add(x));
  const ratio = minimum(divide(l2NormClip, sqrt(squares)), 1);
  const factors = where(isnan(ratio), 1, ratio); // 0 / 0: nothing to clip
  return [map((g: JaxArray) => weightedSum(factors, asarray(g)), grads), sum(less(factors, 1))];
}

/**
 * Clips the gradient of each example to a norm of its own for every parameter, and sums over the examples.
 *
 * @param grads gradients with a leading axis of examples, f[batch, …]
 * @param globalL2NormClip largest norm of one example's gradient over all parameters, shared among them
 * @param options.uniform give every parameter the same share (default), or by the number of its elements
 * @returns `[sum of clipped gradients, number of examples clipped]`, both of the structure of `grads`
 * @throws TypeError when a leaf lacks the axis of examples
 * @example
 * const [total] = optax.perExampleLayerNormClip({ w: jnp.array([[3, 4], [0.3, 0.4]]) }, 1);
 * assertAllClose(total.w, [0.9, 1.2]);
 */
export function perExampleLayerNormClip(
  grads: Tree,
  globalL2NormClip: ArrayLike,
  options: { uniform?: boolean } = {},
): [clippedSum: Tree, numClipped: Tree] {
  checkBatch("perExampleLayerNormClip", grads);
  const { uniform = true } = options;
  const [layers, structure] = flatten(grads);
  const sizes = layers.map((g) => asarray(g).size / asarray(g).shape[0]!);
  const total = sizes.reduce((a, b) => a + b, 0);
  const results = layers.map((g, i) => {
    const share = uniform ? 1 / layers.length : sizes[i]! / total;
    return perExampleGlobalNormClip(g, multiply(globalL2NormClip, share ** 0.5));
  });
  return [structure.unflatten(results.map(([sum]) => sum)), structure.unflatten(results.map(([, n]) => n))];
}

function squaresByExample(g: JaxArray): JaxArray {
  return sum(square(reshape(g, [g.shape[0]!, -1])), { axis: 1 });
}

function weightedSum(factors: JaxArray, g: JaxArray): JaxArray {
  const column = reshape(ravel(factors), [g.shape[0]!, ...g.shape.slice(1).map(() => 1)]);
  return sum(multiply(column, g), { axis: 0 });
}

function checkBatch(name: string, grads: Tree): void {
  const all: JaxArray[] = leaves(grads).map((g) => asarray(g));
  const batch = all[0]?.shape[0];
  const odd = all.find((g) => g.shape.length === 0 || g.shape[0] !== batch);
  if (odd === undefined && all.length > 0) return;
  throw new TypeError(
    `Cannot apply ${name}: every gradient needs the same leading axis of examples, got ${odd ? `${printAval(odd.aval)} beside ${printAval(all[0]!.aval)}` : "no gradients"}; ` +
      `make them with jax.vmap(jax.grad(loss), { inAxes: [null, 0] })`,
  );
}
