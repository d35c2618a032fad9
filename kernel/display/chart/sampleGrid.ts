/** Values of a function of two numbers on a grid, however the function is written. */
import { jax } from "../../../runtime/index.ts";
import { elementsOf, flatNumbers, toNumber } from "./numbers.ts";

/**
 * A function of two numbers or of one pair. It may compute with JavaScript's numbers, with functions of `jnp`, or with methods of
 * arrays.
 */
export type Surface = (...point: any[]) => unknown;

/**
 * The values at each pair of `xs` and `ys`, a row for each y. With arrays the function is asked once for all of them, by `jax.vmap`;
 * one that looks at its numbers, which `vmap` does not allow, is asked point by point.
 *
 * @throws TypeError when the function gives no number
 */
export function sampleGrid(f: Surface, xs: readonly number[], ys: readonly number[]): number[][] {
  const takesPair = f.length === 1;
  const points = ys.flatMap((y) => xs.map((x) => [x, y] as const));
  const values = withNumbers((x, y) => (takesPair ? f([x, y]) : f(x, y)), points) ?? withArrays(f, takesPair, points);
  return ys.map((_, row) => values.slice(row * xs.length, (row + 1) * xs.length));
}

/** Undefined when the function needs arrays, or gives one. */
function withNumbers(
  f: (x: number, y: number) => unknown,
  points: readonly (readonly [number, number])[],
): number[] | undefined {
  const values: number[] = [];
  for (const [x, y] of points) {
    let value: unknown;
    try {
      value = f(x, y);
    } catch (error) {
      if (values.length > 0) throw error; // it computes with numbers, and failed at this point
      return undefined;
    }
    if (typeof value !== "number") return undefined;
    values.push(value);
  }
  return values;
}

function withArrays(f: Surface, takesPair: boolean, points: readonly (readonly [number, number])[]): number[] {
  const { array } = jax.numpy;
  const xs = array(points.map(([x]) => x));
  const ys = array(points.map(([, y]) => y));
  try {
    const all = takesPair ? jax.vmap(f)(array(points.map((point) => [...point]))) : jax.vmap(f)(xs, ys);
    if (elementsOf(all)?.length === points.length) {
      const values = flatNumbers(all, "the contours");
      if (values.length === points.length) return values;
    }
  } catch {
    // It may be a function that looks at its numbers; what else is wrong shows below, at the first point.
  }
  return points.map(([x, y]) => {
    const value = takesPair ? f(array([x, y])) : f(array(x), array(y));
    const list = elementsOf(value);
    if (list) {
      throw new TypeError(
        `Cannot draw the contours: the function must give one number for a point, got a list of ${list.length}`,
      );
    }
    return toNumber(value, "the contours");
  });
}
