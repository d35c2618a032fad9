/** The values of a schedule over a sensible range of steps. */
import { jit } from "../../control/jit.ts";
import type { ArrayLike, DeviceArray } from "../../core/array.ts";
import { outsideTracing } from "../../core/tracer.ts";
import { array, broadcastTo } from "../../numpy/index.ts";
import { vmap } from "../../transforms/index.ts";
import type { Schedule } from "../base.ts";
import { type Description, descriptionOf } from "../description.ts";

/** Steps and values, both of the same length. */
export interface Samples {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** A line, and the values at its quarters. */
export interface Curve {
  readonly line: Samples;
  readonly quarters: Samples;
}

/** How many points a line has at least, where there are so many steps. */
const points = 80;
/** Steps shown of a schedule that does not say when it is over. */
const usualEnd = 100;

const known = new WeakMap<Schedule, Curve>();

/** The curve of a schedule. Throws what the schedule throws. */
export function curveOf(schedule: Schedule): Curve {
  let curve = known.get(schedule);
  if (!curve) known.set(schedule, (curve = sample(schedule)));
  return curve;
}

function sample(schedule: Schedule): Curve {
  const turns = turnsOf(descriptionOf(schedule));
  const end = turns.length > 0 ? Math.min(Math.max(2, ...turns), 2 ** 30) : usualEnd;
  const shown = turns.length > 0 ? Math.round(1.1 * end) : end; // and some of what comes after
  const count = Math.min(points, shown);
  const even = Array.from({ length: count + 1 }, (_, i) => Math.round((i * shown) / count));
  const line = inOrder(
    [...even, ...turns.flatMap((turn) => [turn - 1, turn, turn + 1])].filter((step) => step >= 0 && step <= shown),
  );
  const quarters = inOrder([0, 1, 2, 3, 4].map((n) => Math.round((n * end) / 4)));
  const values = valuesAt(schedule, [...line, ...quarters]);
  return {
    line: { steps: line, values: values.slice(0, line.length) },
    quarters: { steps: quarters, values: values.slice(line.length) },
  };
}

function inOrder(steps: readonly number[]): number[] {
  return [...new Set(steps)].sort((a, b) => a - b);
}

/** The values at some steps, all by one program. */
function valuesAt(schedule: Schedule, steps: readonly number[]): number[] {
  return outsideTracing(() => {
    // a schedule may return a number, which is the same at each step
    const one = (count: ArrayLike): ArrayLike => broadcastTo(schedule(count), []);
    const values = jit(vmap(one))(array([...steps], { dtype: "int32" })) as DeviceArray;
    return Array.from(values.host);
  });
}

/** Steps at which a schedule begins to do something else; the last is where it has done all. None of one that is constant or unknown. */
function turnsOf(description: Description | undefined): number[] {
  if (!description) return [];
  const { name, parameters } = description;
  const { schedules, boundaries, boundariesAndScales, cosineKwargs } = parameters;
  if (Array.isArray(schedules) && Array.isArray(boundaries)) {
    const starts: number[] = [0, ...boundaries];
    const last = starts.at(-1)!;
    const turns = schedules.flatMap((schedule, i) => turnsOf(descriptionOf(schedule)).map((turn) => starts[i]! + turn));
    return [...starts.slice(1), ...turns, last * 1.25].map(Math.round);
  }
  if (Array.isArray(cosineKwargs)) {
    let start = 0;
    return (cosineKwargs as { warmupSteps: number; decaySteps: number }[]).flatMap(({ warmupSteps, decaySteps }) => {
      start += decaySteps;
      return [start - decaySteps + warmupSteps, start];
    });
  }
  if (typeof boundariesAndScales === "object" && boundariesAndScales !== null) {
    const keys =
      boundariesAndScales instanceof Map ? [...boundariesAndScales.keys()] : Object.keys(boundariesAndScales);
    const turns = keys.map(Number);
    return turns.length > 0 ? [...turns, Math.round(1.25 * Math.max(...turns))] : [];
  }
  const number = (key: string): number => (typeof parameters[key] === "number" ? parameters[key] : 0);
  // an exponential decay goes on for ever: some of its steps
  const transition = number("transitionSteps") * (/exponential/i.test(name) ? 5 : 1);
  const begin = number("warmupSteps") + number("transitionBegin");
  return [begin, begin + transition, number("decaySteps")].filter((turn) => turn > 0);
}
