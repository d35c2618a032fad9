/** Arguments of expectations, read with errors for the author of the exercise. */
import { BadInput } from "../../notebooks/badInput.ts";
import type { Expectation } from "../../notebooks/build/check.ts";
import type { Tolerance } from "../closeness.ts";
import { decodeValue, type Value } from "../value.ts";
import type { Observation } from "./checkKind.ts";

/** The name in `of`. */
export function nameOf(expectation: Expectation): string {
  const { of, kind } = expectation;
  if (typeof of !== "string")
    throw new BadInput(`Cannot run a ${kind} check: \`of\` must name a value of the probe, got ${JSON.stringify(of)}`);
  return of;
}

/** The value that `of` names. A probe that does not return it is the author's mistake. */
export function valueOf(expectation: Expectation, { values }: Observation): Value {
  const name = nameOf(expectation);
  const value = values.get(name);
  if (value === undefined) throw new BadInput(`Cannot run a ${expectation.kind} check: the probe returns no ${name}`);
  return value;
}

/** What a value must be: a number, `{ reference: name }`, `{ value: name }`, `{ fill: x, shape: […] }` or an encoded array. */
export function wanted(kind: string, to: unknown, { values, reference }: Observation): Value {
  if (typeof to === "number" || typeof to === "boolean") return to;
  const { reference: inReference, value: inProbe, fill, shape } = (to ?? {}) as { [name: string]: unknown };
  if (typeof inReference === "string" && reference[inReference] !== undefined)
    return decodeValue(reference[inReference]);
  if (typeof inProbe === "string" && values.has(inProbe)) return values.get(inProbe)!;
  if (typeof fill === "number" && Array.isArray(shape)) {
    return decodeValue({ dtype: "float32", shape, data: new Array(shape.reduce((n, size) => n * size, 1)).fill(fill) });
  }
  throw new BadInput(`Cannot run a ${kind} check: there is no such value as ${JSON.stringify(to)}`);
}

/** Tolerances, with the defaults of a single operation in float32. */
export function toleranceOf(expectation: Expectation, defaults: Partial<Tolerance> = {}): Tolerance {
  const read = (name: keyof Tolerance, fallback: number): number => {
    const value = expectation[name] ?? defaults[name] ?? fallback;
    if (typeof value !== "number" || !(value >= 0))
      throw new BadInput(`Cannot run a ${expectation.kind} check: ${name} must be a number >= 0`);
    return value;
  };
  return { rtol: read("rtol", 1e-5), atol: read("atol", 1e-6), scale: read("scale", 0) };
}

/** Mistakes that the author foresaw. */
export interface Mistake {
  readonly id: string;
  readonly say: string;
  readonly [condition: string]: unknown;
}

/** The list under `mistakes`. */
export function mistakesOf({ kind, mistakes = [] }: Expectation): readonly Mistake[] {
  const ok = Array.isArray(mistakes) && mistakes.every((m) => typeof m?.id === "string" && typeof m?.say === "string");
  if (!ok) throw new BadInput(`Cannot run a ${kind} check: each of its mistakes needs an id and what to say`);
  return mistakes as Mistake[];
}

/** What the author wants to say when the expectation does not hold. */
export function sayOf({ say }: Expectation, otherwise: string): string {
  return typeof say === "string" ? say : otherwise;
}

/** `0.0123457`, `1.23457e-8`: enough digits to see a difference, few enough to read. */
export function digits(x: number): string {
  return Number.isInteger(x) ? String(x) : String(Number(x.toPrecision(7)));
}
