/** Functions applied to parts of arrays: `applyAlongAxis applyOverAxes vectorize fromfunction`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { vmap } from "../transforms/vmap.ts";
import { printAval } from "../types/aval.ts";
import type { Shape } from "../types/shape.ts";
import { axisOf } from "./axes.ts";
import { broadcastShapes, broadcastTo } from "./broadcast.ts";
import type { DTypeLike } from "./dtypeOf.ts";
import { shapeOf } from "./filled.ts";
import { lift } from "./promote.ts";
import { arange } from "./ranges.ts";
import { expandDims, reshape, squeeze } from "./reshape.ts";
import { moveaxis } from "./transpose.ts";

/**
 * A function applied to every vector along an axis.
 *
 * @param func1d takes a vector, and the further arguments; gives an array
 * @param axis the axis of the vectors
 * @param arr array
 * @param args further arguments of the function
 * @returns an array with the axes of the results in the place of the axis
 * @throws RangeError for an axis that `arr` does not have
 * @example
 * const x = jnp.array([[1, 2], [3, 4]]);
 * assertEqual(jnp.applyAlongAxis((v: jax.Array) => v.sum(), 1, x), "[3 7]");
 */
export function applyAlongAxis<A extends readonly unknown[]>(
  func1d: (x: JaxArray, ...args: A) => JaxArray,
  axis: number,
  arr: ArrayLike,
  ...args: A
): JaxArray {
  const x = lift("apply a function to", arr);
  const along = axisOf("apply a function", axis, x.ndim);
  const others = x.shape.filter((_, k) => k !== along);
  const size = x.shape[along]!;
  const rows = reshape(moveaxis(x, along, -1), [others.reduce((n, m) => n * m, 1), size]);
  const results = vmap((row: JaxArray) => func1d(row, ...args))(rows) as JaxArray;
  const inner = results.shape.slice(1);
  const apart = reshape(results, [...others, ...inner]);
  // [others, inner] → others before the axis, inner, others behind it
  const from = inner.map((_, k) => others.length + k);
  return moveaxis(
    apart,
    from,
    inner.map((_, k) => along + k),
  );
}

/**
 * A reduction applied to one axis after another; axes that it leaves out come back with size 1.
 *
 * @param func takes an array and `{ axis }`
 * @param a array
 * @param axes one axis or several
 * @returns an array of as many axes as `a`
 * @throws RangeError for an axis that `a` does not have
 * @throws TypeError for a function that changes the number of axes otherwise
 * @example
 * assertEqual(jnp.applyOverAxes(jnp.sum, jnp.ones([2, 3]), [0, 1]), "[[6.]]");
 */
export function applyOverAxes(
  func: (x: JaxArray, options: { readonly axis: number }) => JaxArray,
  a: ArrayLike,
  axes: number | readonly number[],
): JaxArray {
  let x = lift("apply a function over axes of", a);
  const rank = x.ndim;
  for (const given of [axes].flat()) {
    const axis = axisOf("apply a function", given, rank);
    const result = func(x, { axis });
    if (result.ndim !== rank && result.ndim !== rank - 1)
      throw new TypeError(
        `Cannot apply a function over axis ${axis} of ${printAval(x.aval)}: it gave ${printAval(result.aval)}, where ${rank - 1} or ${rank} axes are needed`,
      );
    x = result.ndim === rank ? result : expandDims(result, axis);
  }
  return x;
}

/** Options of `vectorize`. */
export interface VectorizeOptions {
  /** Numbers of arguments that are given as they are, to every call. */
  readonly excluded?: Iterable<number> | undefined;
  /** Axes that the function takes and gives, by names: `"(m,n),(n)->(m)"`; default all scalars. */
  readonly signature?: string | null | undefined;
}

/** Axis names of each operand, and of each result if they are said. */
interface CoreAxes {
  readonly inputs: readonly (readonly string[])[];
  readonly outputs: readonly (readonly string[])[] | null;
}

/**
 * A function of scalars (or of small arrays) as one of arrays: it is mapped over all other axes, which broadcast.
 *
 * @param pyfunc takes arrays of the axes of the signature, gives one array or a list
 * @param options `excluded`: numbers of arguments that are not mapped; `signature`: `"(n),(n)->()"`, default all scalars
 * @returns the function of arrays
 * @throws TypeError, when called, for operands that do not fit the signature
 * @throws RangeError for a signature that cannot be read
 * @example
 * const larger = jnp.vectorize((x: jax.Array, y: jax.Array) => jnp.maximum(x, y));
 * assertEqual(larger(jnp.array([1, 5]), 3), "[3 5]");
 * const length = jnp.vectorize((v: jax.Array) => jnp.sqrt(jnp.dot(v, v)), { signature: "(n)->()" });
 * assertEqual(length(jnp.array([[3, 4], [6, 8]])), "[ 5. 10.]");
 */
export function vectorize(
  // any: its operands are arrays, or what was excluded
  pyfunc: (...args: any[]) => any,
  options: VectorizeOptions = {},
): (...args: readonly unknown[]) => any {
  const excluded = new Set(options.excluded ?? []);
  const signature = options.signature ? parse(options.signature) : null;
  return (...args) => {
    const places = args.map((_, k) => k).filter((k) => !excluded.has(k));
    const mapped = places.map((k) => lift("vectorize over", args[k] as ArrayLike));
    const inner = (...values: readonly JaxArray[]) => {
      const call = [...args];
      places.forEach((k, i) => {
        call[k] = values[i];
      });
      return pyfunc(...call) as unknown;
    };
    return mapOver(inner, mapped, signature?.inputs ?? mapped.map(() => []));
  };
}

function parse(signature: string): CoreAxes {
  const side = (text: string) => {
    if (!/^\([\w,]*\)(,\([\w,]*\))*$|^$/.test(text))
      throw new RangeError(`Cannot vectorize by the signature "${signature}": it must look like "(m,n),(n)->(m)"`);
    return [...text.matchAll(/\(([\w,]*)\)/g)].map((match) => match[1]!.split(",").filter(Boolean));
  };
  const [left, right] = signature.replaceAll(" ", "").split("->");
  return { inputs: side(left!), outputs: right === undefined ? null : side(right) };
}

/** Maps over one axis after another, the outermost last. */
function mapOver(
  f: (...values: readonly JaxArray[]) => unknown,
  operands: readonly JaxArray[],
  core: readonly (readonly string[])[],
): unknown {
  if (core.length !== operands.length)
    throw new TypeError(`Cannot vectorize over ${operands.length} operands: the signature has ${core.length}`);
  checkNames(operands, core);
  const outer = operands.map((x, k) => x.shape.slice(0, x.ndim - core[k]!.length));
  const shape = broadcastShapes(...outer);
  let mapped: (...values: readonly JaxArray[]) => unknown = f;
  const squeezed = operands.map((x, k) => {
    const dropped = outer[k]!.flatMap((size, axis) => (size === 1 ? [axis] : []));
    return squeeze(x, { axis: dropped });
  });
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const inAxes = operands.map((_, k) => {
      const own = axis - (shape.length - outer[k]!.length);
      return own >= 0 && outer[k]![own] !== 1 ? 0 : null;
    });
    if (inAxes.some((a) => a === 0)) {
      const next = mapped;
      mapped = vmap((...values: JaxArray[]) => next(...values) as JaxArray, {
        inAxes: inAxes as number[],
      }) as typeof mapped;
    } else {
      const next = mapped;
      mapped = (...values) => withAxis(next(...values));
    }
  }
  return mapped(...squeezed);
}

function withAxis(result: unknown): unknown {
  return Array.isArray(result) ? result.map((x) => expandDims(x as JaxArray, 0)) : expandDims(result as JaxArray, 0);
}

function checkNames(operands: readonly JaxArray[], core: readonly (readonly string[])[]): void {
  const sizes = new Map<string, number>();
  operands.forEach((x, k) => {
    const names = core[k]!;
    if (x.ndim < names.length)
      throw new TypeError(`Cannot vectorize over ${printAval(x.aval)} as (${names.join(",")}): it has too few axes`);
    names.forEach((name, i) => {
      const size = x.shape[x.ndim - names.length + i]!;
      const before = sizes.get(name) ?? size;
      if (before !== size)
        throw new TypeError(
          `Cannot vectorize over ${printAval(x.aval)}: axis "${name}" has the sizes ${before} and ${size}`,
        );
      sizes.set(name, size);
    });
  });
}

/**
 * An array whose element at each place is a function of its indices.
 *
 * @param func takes one index for each axis, as scalars; gives an array
 * @param shape axis sizes
 * @param options `dtype`: of the indices, default float32
 * @returns an array of the shape, and behind it the axes of the results
 * @throws RangeError for sizes that are not whole or negative
 * @example
 * assertEqual(jnp.fromfunction((i: jax.Array, j: jax.Array) => i.mul(10).add(j), [2, 2]), "[[ 0.  1.]\n [10. 11.]]");
 */
export function fromfunction(
  func: (...indices: JaxArray[]) => JaxArray,
  shape: Shape,
  options: { readonly dtype?: DTypeLike | undefined } = {},
): JaxArray {
  const sizes = shapeOf("make an array", shape);
  const along = sizes.map((size, axis) =>
    broadcastTo(
      reshape(
        arange(0, size, { dtype: options.dtype ?? "float32" }),
        sizes.map((_, k) => (k === axis ? size : 1)),
      ),
      sizes,
    ),
  );
  let mapped: (...indices: JaxArray[]) => JaxArray = func;
  for (let axis = 0; axis < sizes.length; axis++) {
    const next = mapped;
    mapped = vmap((...indices: JaxArray[]) => next(...indices)) as typeof mapped;
  }
  return mapped(...along);
}
