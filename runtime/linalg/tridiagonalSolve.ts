/** `tridiagonalSolve`: linear equations with a matrix of three diagonals. */
import { scan } from "../control/scan/scan.ts";
import type { JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { batched, checkMatrix } from "./batched.ts";

/** One equation: up to three unknowns from its place on, and the right sides, f32[n]. */
type Equation = readonly [first: JaxArray, second: JaxArray, third: JaxArray, right: JaxArray];

/** Gauss' elimination; of two neighbours the equation with the larger element goes first. */
function solved(dl: JaxArray, d: JaxArray, du: JaxArray, b: JaxArray): readonly JaxArray[] {
  const [m, n] = b.shape as unknown as [number, number];
  const flat = (x: JaxArray) => lax.reshape(x, { newSizes: [m] });
  const [below, middle, above] = [flat(dl), flat(d), flat(du)];
  const rows = (x: JaxArray, from: number, to: number) =>
    lax.slice(x, {
      startIndices: x.shape.map((_, axis) => (axis === 0 ? from : 0)),
      limitIndices: x.shape.map((size, axis) => (axis === 0 ? to : size)),
      strides: null,
    });
  const head = (x: JaxArray) => lax.reshape(rows(x, 0, 1), { newSizes: x.shape.slice(1) });
  const zero = lax.mul(head(middle), 0);
  const forward = ([p, q, right]: readonly JaxArray[], [l, e, u, next]: readonly JaxArray[]) => {
    const swaps = lax.gt(lax.abs(l!), lax.abs(p!));
    const either = (a: JaxArray, c: JaxArray) => lax.selectN(swaps, a, c);
    const upper: Equation = [either(p!, l!), either(q!, e!), either(zero, u!), either(right!, next!)];
    const lower: Equation = [either(l!, p!), either(e!, q!), either(u!, zero), either(next!, right!)];
    const factor = lax.div(lower[0], upper[0]);
    const reduced = [1, 2, 3].map((k) => lax.sub(lower[k]!, lax.mul(factor, upper[k]!)));
    return [reduced, [...upper]] as const;
  };
  const later = [below, middle, above, b].map((x) => rows(x, 1, m));
  const [last, equations] = scan(forward, [head(middle), head(above), head(b)], later) as unknown as [
    JaxArray[],
    JaxArray[],
  ];
  const final = lax.div(last[2]!, last[0]!);
  const backward = ([one, two]: readonly JaxArray[], [p, q, r, right]: readonly JaxArray[]) => {
    const rest = lax.sub(lax.sub(right!, lax.mul(q!, one!)), lax.mul(r!, two!));
    const x = lax.div(rest, p!);
    return [[x, one!], x] as const;
  };
  const [, found] = scan(backward, [final, lax.mul(final, 0)], equations, { reverse: true });
  return [lax.concatenate(found as unknown as JaxArray, lax.reshape(final, { newSizes: [1, n] }), { dimension: 0 })];
}

/** What `tridiagonalSolve` takes. */
export interface TridiagonalSolveOptions {
  /** f32[…,m]: left of the diagonal; the first is 0. */
  readonly dl: JaxArray;
  /** f32[…,m]: the diagonal. */
  readonly d: JaxArray;
  /** f32[…,m]: right of the diagonal; the last is 0. */
  readonly du: JaxArray;
  /** f32[…,m,n]: right sides. */
  readonly b: JaxArray;
}

/**
 * The solution of A x = b, where A has three diagonals, in O(m).
 *
 * @param options `dl`, `d`, `du`: the diagonals; `b`: right sides
 * @returns f32[…,m,n]
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * const [dl, d, du] = [jnp.float32([0, 1]), jnp.float32([2, 3]), jnp.float32([1, 0])];
 * assertAllClose(lax.linalg.tridiagonalSolve({ dl, d, du, b: jnp.float32([[3], [4]]) }), [1, 1]);
 */
export function tridiagonalSolve({ dl, d, du, b }: TridiagonalSolveOptions): JaxArray {
  checkMatrix("solve for", b);
  const shape = b.shape.slice(0, -1);
  const odd = [dl, d, du].find((x) => String(x.shape) !== String(shape) || x.dtype !== b.dtype);
  if (odd)
    throw new TypeError(
      `Cannot solve for ${printAval(b.aval)} with a diagonal ${printAval(odd.aval)}: it must be f32[${shape}]`,
    );
  const column = (x: JaxArray) => lax.reshape(x, { newSizes: [...shape, 1] });
  if (b.size === 0) return b;
  return batched(solved as (...matrices: JaxArray[]) => readonly JaxArray[], column(dl), column(d), column(du), b)[0]!;
}
