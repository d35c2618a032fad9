/** Which arguments of a function a derivative is taken by. */
import type { Accepts, Arrays } from "../core/userType.ts";

/** Which arguments a derivative is taken by: a position, or a list of them. Negative ones count from the end. */
export type Argnums = number | readonly number[];

/** The gradient's type: that of the argument, or of a list of arguments. */
export type GradientOf<A extends readonly any[], N extends Argnums> = N extends readonly number[]
  ? { -readonly [K in keyof N]: N[K] extends number ? Arrays<A[N[K]]> : never }
  : N extends number
    ? Arrays<A[N]>
    : never;

/** The arguments as they may be given: numbers for arrays where the derivative is taken, else what the function declares. */
export type GradArguments<A extends readonly any[], N extends Argnums> = {
  [K in keyof A]: K extends `${N extends readonly number[] ? N[number] : N & number}` ? Accepts<A[K]> : A[K];
};

/** The arguments chosen, and the function of them alone; the others keep their values. */
export function chooseArguments(
  f: (...args: any[]) => unknown,
  args: readonly unknown[],
  argnums: Argnums,
  action: string,
): { chosen: unknown[]; call: (...inputs: unknown[]) => unknown } {
  const places = positions(argnums, args.length, action);
  return {
    chosen: places.map((place) => args[place]),
    call(...inputs) {
      const all = [...args];
      places.forEach((place, i) => {
        all[place] = inputs[i];
      });
      return f(...all);
    },
  };
}

function positions(argnums: Argnums, count: number, action: string): number[] {
  const list = typeof argnums === "number" ? [argnums] : [...argnums];
  const places = list.map((n) => (n < 0 ? n + count : n));
  places.forEach((place, i) => {
    if (!(Number.isInteger(place) && place >= 0 && place < count)) {
      throw new TypeError(`Cannot ${action} by argument ${list[i]}: the call has ${count} arguments`);
    }
  });
  if (new Set(places).size !== places.length)
    throw new TypeError(`Cannot ${action} by arguments [${list}]: one is named twice`);
  return places;
}
