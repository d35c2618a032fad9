/** `jax.lax`: elementwise functions whose parameters stand in other places than those of the primitives. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { scalar } from "../core/scalar.ts";
import * as primitives from "../primitives/index.ts";
import { reinterpret } from "../primitives/reinterpret.ts";
import type { DType } from "../types/dtype.ts";
import { flatten } from "../types/pytree.ts";
import type { Shape } from "../types/shape.ts";

/**
 * The same numbers in another dtype.
 *
 * @param x array; floats become integers by leaving out the fraction, NaN becomes 0
 * @param newDtype dtype of the result
 * @example
 * assertEqual(lax.convertElementType(jnp.array([1.7, -1.7]), "int32"), "[ 1 -1]");
 */
export function convertElementType(x: ArrayLike, newDtype: DType): JaxArray {
  const array = asArray(x);
  if (array.dtype === newDtype && !array.weakType) return array;
  return primitives.convertElementType(array, { newDtype, weakType: false });
}

/**
 * The same bits read as another dtype. A narrower one adds a last axis of the parts of each element, the lowest bits first; a
 * wider one joins the last axis.
 *
 * @param x array of 8, 16 or 32 bits an element
 * @param newDtype a dtype of 8, 16 or 32 bits
 * @throws TypeError for other dtypes, or a last axis that is not one element of a wider dtype
 * @example
 * assertEqual(lax.bitcastConvertType(jnp.array([1.5]), "int32"), "[1069547520]");
 */
export function bitcastConvertType(x: ArrayLike, newDtype: DType): JaxArray {
  return reinterpret(asArray(x), newDtype);
}

/**
 * xʸ with a whole exponent.
 *
 * @param x number array
 * @param y whole number; ≥ 0 for integer arrays
 * @example
 * assertEqual(lax.integerPow(jnp.array([1.5, 2]), 2), "[2.25 4.  ]");
 */
export function integerPow(x: ArrayLike, y: number): JaxArray {
  return primitives.integerPow(asArray(x), { y });
}

/**
 * 1 / x.
 *
 * @param x float array
 * @example
 * assertEqual(lax.reciprocal(jnp.array([2, 0.5])), "[0.5 2. ]");
 */
export function reciprocal(x: ArrayLike): JaxArray {
  return primitives.div(1, asArray(x));
}

/**
 * The nearest whole number.
 *
 * @param x float array
 * @param options.roundingMethod which of two equally near ones: `"awayFromZero"` (the default, as in JAX) or `"toNearestEven"`
 * @example
 * assertEqual(lax.round(jnp.array([0.5, 1.5, -0.5])), "[ 1.  2. -1.]");
 * assertEqual(lax.round(jnp.array([0.5, 1.5]), { roundingMethod: "toNearestEven" }), "[0. 2.]");
 */
export function round(x: ArrayLike, options: { roundingMethod?: "awayFromZero" | "toNearestEven" } = {}): JaxArray {
  if (options.roundingMethod === "toNearestEven") return primitives.round(x);
  const size = primitives.abs(x);
  const whole = primitives.floor(size);
  const up = primitives.ge(primitives.sub(size, whole), 0.5);
  return primitives.mul(primitives.sign(x), primitives.selectN(up, whole, primitives.add(whole, 1)));
}

/**
 * Each element from one of two arrays.
 *
 * @param pred bool array of the shape of the cases, or a scalar
 * @param onTrue taken where `pred` holds
 * @param onFalse taken elsewhere; same dtype
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * assertEqual(lax.select(jnp.array([true, false]), jnp.array([1, 2]), jnp.array([10, 20])), "[ 1 20]");
 */
export function select(pred: ArrayLike, onTrue: ArrayLike, onFalse: ArrayLike): JaxArray {
  return primitives.selectN(asArray(pred), onFalse, onTrue);
}

/**
 * Each element from one of several arrays.
 *
 * @param which bool array (false: the first of two cases), or int32 array with the number of the case
 * @param cases arrays of one dtype and shape
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * assertEqual(lax.selectN(jnp.array([1, 0]), jnp.array([1, 2]), jnp.array([10, 20])), "[10  2]");
 */
export function selectN(which: ArrayLike, ...cases: readonly ArrayLike[]): JaxArray {
  return primitives.selectN(asArray(which), ...cases);
}

/**
 * The same tree of arrays, to derivatives a constant.
 *
 * @param x array, or pytree of arrays
 * @example
 * assertEqual(jax.grad((x: jax.Array) => lax.stopGradient(x).mul(x))(3), "3.0");
 */
export function stopGradient<T>(x: T): T {
  const [leaves, structure] = flatten(x);
  return structure.unflatten(leaves.map((leaf) => primitives.stopGradient(asArray(leaf as ArrayLike))));
}

/**
 * 0, 1, 2, … as a vector.
 *
 * @param dtype number dtype
 * @param size number of elements
 * @example
 * assertEqual(lax.iota("int32", 3), "[0 1 2]");
 */
export function iota(dtype: DType, size: number): JaxArray {
  return primitives.iota({ dtype, shape: [size], dimension: 0 });
}

/**
 * The index along one axis as an element.
 *
 * @param dtype number dtype
 * @param shape shape of the result
 * @param dimension the axis that counts
 * @example
 * assertEqual(lax.broadcastedIota("int32", [2, 2], 0), "[[0 0]\n [1 1]]");
 */
export function broadcastedIota(dtype: DType, shape: Shape, dimension: number): JaxArray {
  return primitives.iota({ dtype, shape, dimension });
}

/**
 * An array of one value.
 *
 * @param shape shape of the result
 * @param fillValue the value
 * @param options.dtype dtype of the result; default: that of the value
 * @example
 * assertEqual(lax.full([2], 1.5), "[1.5 1.5]");
 */
export function full(shape: Shape, fillValue: ArrayLike, options: { dtype?: DType } = {}): JaxArray {
  const { dtype } = options;
  const value =
    dtype !== undefined && (typeof fillValue === "number" || typeof fillValue === "boolean")
      ? scalar(fillValue, dtype)
      : dtype === undefined
        ? asArray(fillValue)
        : convertElementType(fillValue, dtype);
  return primitives.broadcastInDim(value, { shape, broadcastDimensions: [] });
}
