/** `jax.lax`: elements and products by groups: `indexTake`, `raggedDot`. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as primitives from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import type { DotOptions } from "./products.ts";

/**
 * The slices of an array at places along some axes; negative places count from the end.
 *
 * @param src array
 * @param idxs for each axis a vector of places, i32[n]
 * @param axes the axes, increasing
 * @returns [n, the other axes of `src`…]
 * @throws TypeError for other than one vector for each axis
 * @example
 * const x = jnp.arange(6).reshape([2, 3]);
 * assertEqual(lax.indexTake(x, [jnp.array([0, 1]), jnp.array([2, -3])], [0, 1]), "[2 3]");
 */
export function indexTake(src: JaxArray, idxs: readonly JaxArray[], axes: readonly number[]): JaxArray {
  const places = idxs.map((index, k) => {
    const size = src.shape[axes[k]!]!;
    const whole = primitives.convertElementType(index, { newDtype: "int32", weakType: false });
    const rest = primitives.rem(whole, size);
    return primitives.selectN(primitives.lt(rest, 0), rest, primitives.add(rest, size));
  });
  return primitives.gather(src, ...places, { axes });
}

/**
 * Products of groups of rows, each with a matrix of its own; rows behind the last group give 0.
 *
 * @param lhs f32[m,k], the rows of one group after those of another
 * @param rhs f32[g,k,n], a matrix for each group
 * @param groupSizes i32[g], how many rows each group has
 * @param options `preferredElementType`: default the dtype of the operands
 * @returns f32[m,n]
 * @throws TypeError for shapes that do not fit
 * @example
 * const rhs = jnp.stack([jnp.eye(2), jnp.eye(2).mul(10)]);
 * const lhs = jnp.array([[1, 2], [3, 4], [5, 6]], { dtype: "float32" });
 * assertEqual(lax.raggedDot(lhs, rhs, jnp.array([1, 1])), "[[ 1.  2.]\n [30. 40.]\n [ 0.  0.]]");
 */
export function raggedDot(lhs: JaxArray, rhs: JaxArray, groupSizes: JaxArray, options: DotOptions = {}): JaxArray {
  const wish = `Cannot multiply groups of ${printAval(lhs.aval)} with ${printAval(rhs.aval)} by ${printAval(groupSizes.aval)}`;
  if (lhs.ndim !== 2 || rhs.ndim !== 3 || groupSizes.ndim !== 1)
    throw new TypeError(`${wish}: give lhs [m,k], rhs [g,k,n] and groupSizes [g]`);
  if (lhs.shape[1] !== rhs.shape[1] || groupSizes.shape[0] !== rhs.shape[0])
    throw new TypeError(
      `${wish}: axis 1 of both must match, and there must be a size for each of ${rhs.shape[0]} matrices`,
    );
  const [m, g, n] = [lhs.shape[0]!, rhs.shape[0]!, rhs.shape[2]!];
  const sizes = primitives.convertElementType(groupSizes, { newDtype: "int32", weakType: false });
  const ends = primitives.cumsum(sizes, { axis: 0, reverse: false });
  const along = (dimension: number) => primitives.iota({ dtype: "int32", shape: [m, g], dimension });
  const spread = (v: JaxArray) => primitives.broadcastInDim(v, { shape: [m, g], broadcastDimensions: [1] });
  const isOwn = primitives.and(
    primitives.lt(along(0), spread(ends)),
    primitives.ge(along(0), spread(primitives.sub(ends, sizes))),
  );
  // each row stands in the place of its group, zeros in the others: then one product has all groups
  const placed = primitives.selectN(
    primitives.broadcastInDim(isOwn, { shape: [m, g, lhs.shape[1]!], broadcastDimensions: [0, 1] }),
    scalar(0, lhs.dtype),
    primitives.broadcastInDim(lhs, { shape: [m, g, lhs.shape[1]!], broadcastDimensions: [0, 2] }),
  );
  return primitives.reshape(
    primitives.dotGeneral(placed, rhs, {
      dimensionNumbers: [
        [
          [1, 2],
          [0, 1],
        ],
        [[], []],
      ],
      preferredElementType: options.preferredElementType ?? null,
    }),
    { newSizes: [m, n] },
  );
}
