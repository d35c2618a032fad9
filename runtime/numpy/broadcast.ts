/** NumPy's broadcasting: shapes are aligned at the last axis, and an axis of size 1 or a missing one is repeated. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { broadcastInDim } from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { type Shape, sameShape } from "../types/shape.ts";
import { isKey, onWords } from "./keys.ts";
import { lift } from "./promote.ts";

/** The shape that operands have in common; throws `TypeError` with the axis where they do not fit. */
export function commonShape(action: string, operands: readonly JaxArray[]): Shape {
  const first = operands[0]!.shape;
  if (operands.every((x) => sameShape(x.shape, first))) return first;
  const rank = Math.max(...operands.map((x) => x.ndim));
  const shape = new Array<number>(rank).fill(1);
  for (const x of operands) {
    x.shape.forEach((size, k) => {
      const axis = k + rank - x.ndim;
      if (shape[axis] === 1) shape[axis] = size;
      else if (size !== 1 && size !== shape[axis]) throw misfit(action, operands, axis, rank, [shape[axis]!, size]);
    });
  }
  return shape;
}

function misfit(
  action: string,
  operands: readonly JaxArray[],
  axis: number,
  rank: number,
  sizes: readonly number[],
): TypeError {
  const name = operands.every((x) => x.ndim === rank) ? axis : axis - rank;
  return new TypeError(
    `Cannot ${action} ${operands.map((x) => printAval(x.aval)).join(" and ")}: axis ${name} must match or be 1, got ${sizes.join(" and ")}`,
  );
}

/** An array repeated to a shape it fits. */
export function expandTo(x: JaxArray, shape: Shape): JaxArray {
  if (sameShape(x.shape, shape)) return x;
  const skip = shape.length - x.ndim;
  const broadcastDimensions = x.shape.map((_, axis) => axis + skip);
  if (!isKey(x)) return broadcastInDim(x, { shape, broadcastDimensions });
  return onWords(x, (w) =>
    broadcastInDim(w, { shape: [...shape, 2], broadcastDimensions: [...broadcastDimensions, shape.length] }),
  );
}

/** Operands of an elementwise primitive: all of one shape, except scalars, which the primitive repeats itself. */
export function align(action: string, operands: readonly JaxArray[]): readonly JaxArray[] {
  const shape = commonShape(action, operands);
  return operands.map((x) => (x.ndim === 0 ? x : expandTo(x, shape)));
}

/**
 * The shape that arrays of these shapes broadcast to.
 *
 * @param shapes lists of axis sizes
 * @returns the common shape
 * @throws TypeError when two sizes of an axis differ and neither is 1
 * @example
 * assertEqual(jnp.broadcastShapes([2, 1], [3]), [2, 3]);
 */
export function broadcastShapes(...shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.flatMap((shape) => shape[axis - rank + shape.length] ?? []);
    const size = sizes.find((n) => n !== 1) ?? 1;
    const other = sizes.find((n) => n !== 1 && n !== size);
    if (other === undefined) return size;
    const list = shapes.map((shape) => `[${shape}]`).join(" and ");
    throw new TypeError(
      `Cannot broadcast the shapes ${list}: axis ${axis - rank} must match or be 1, got ${size} and ${other}`,
    );
  });
}

/**
 * An array repeated to a shape.
 *
 * @param array any array
 * @param shape axis sizes; aligned at the last axis each must equal that of the array, which may also be 1 or missing
 * @returns the array of that shape, of the same dtype
 * @throws TypeError when the array does not fit
 * @example
 * assertEqual(jnp.broadcastTo(jnp.array([1, 2]), [2, 2]), "[[1 2]\n [1 2]]");
 */
export function broadcastTo(array: ArrayLike, shape: Shape): JaxArray {
  const x = lift("broadcast", array);
  const skip = shape.length - x.ndim;
  if (skip < 0)
    throw new TypeError(`Cannot broadcast ${printAval(x.aval)} to [${shape}]: it has more axes than the shape`);
  const axis = x.shape.findIndex((size, k) => size !== 1 && size !== shape[k + skip]);
  if (axis >= 0) {
    throw new TypeError(
      `Cannot broadcast ${printAval(x.aval)} to [${shape}]: axis ${axis} must be 1 or ${shape[axis + skip]}, got ${x.shape[axis]}`,
    );
  }
  return expandTo(x, shape);
}

/**
 * Arrays repeated to the shape they have in common.
 *
 * @param arrays arrays or numbers
 * @returns the arrays of one shape, each of its own dtype
 * @throws TypeError when they do not fit
 * @example
 * const [a, b] = jnp.broadcastArrays(jnp.zeros([2, 1]), jnp.ones([3]));
 * assertEqual(a!.shape, [2, 3]);
 * assertEqual(b!.shape, [2, 3]);
 */
export function broadcastArrays(...arrays: readonly ArrayLike[]): JaxArray[] {
  const lifted = arrays.map((x) => lift("broadcast", x));
  if (lifted.length === 0) return [];
  const shape = commonShape("broadcast", lifted);
  return lifted.map((x) => expandTo(x, shape));
}
