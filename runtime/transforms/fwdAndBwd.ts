/** `fwdAndBwd`: the two halves of a gradient as two functions. */
import type { Argnums } from "./argnums.ts";
import { chooseArguments } from "./argnums.ts";
import { nameOf } from "./flatFunction.ts";
import { vjp } from "./vjp.ts";

export interface ForwardAndBackward {
  /** Which arguments to differentiate by. */
  readonly argnums: Argnums;
  /** Whether the function returns `[value, aux]`. Default false. */
  readonly hasAux?: boolean;
}

/**
 * The forward and the backward pass of `f` as functions. What the backward pass needs travels between them.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param options.argnums which arguments to differentiate by
 * @param options.hasAux whether `f` returns `[value, aux]`; default false
 * @returns `[fwd, bwd]`: `fwd(...args)` gives `[value, residuals]` (with `hasAux`, `[value, residuals, aux]`), and `bwd(residuals, cotangent)`
 * the cotangents of the arguments chosen, as a list if `argnums` is one
 * @throws TypeError where an argument or the result is not made of arrays
 * @example
 * const [fwd, bwd] = jax.fwdAndBwd((x: jax.Array, y: jax.Array) => x.mul(y), { argnums: 0 });
 * const [value, residuals] = fwd(3, 4);
 * assertEqual([value, bwd(residuals, 1)].map(Number), [12, 4]);
 */
export function fwdAndBwd(
  f: (...args: any[]) => unknown,
  options: ForwardAndBackward,
): [fwd: (...args: any[]) => any[], bwd: (residuals: any, cotangent: unknown) => any] {
  const { argnums, hasAux = false } = options;
  const fwd = (...args: unknown[]): any[] => {
    const { chosen, call } = chooseArguments(f, args, argnums, `take ${nameOf(f)} forward`);
    if (!hasAux) return vjp(call as (...args: any[]) => unknown, ...(chosen as any[]));
    return vjp(call as (...args: any[]) => readonly [unknown, unknown], ...(chosen as any[]), { hasAux: true });
  };
  const bwd = (residuals: (cotangent: unknown) => unknown[], cotangent: unknown): unknown => {
    const found = residuals(cotangent);
    return typeof argnums === "number" ? found[0] : found;
  };
  return [fwd, bwd];
}
