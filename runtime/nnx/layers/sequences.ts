/** Sequences of different lengths in one array: turned round, and read at their ends. */
import type { JaxArray } from "../../core/array.ts";
import { add, arange, expandDims, flip, mod, reshape, subtract, takeAlongAxis } from "../../numpy/index.ts";

/** Where time and batch stand. */
export interface SequenceAxes {
  readonly timeMajor: boolean;
  readonly batchAxes: number;
}

/**
 * Sequences turned round in time. With lengths, what is behind the end of each stays behind it.
 *
 * @param inputs [batch…, time, …], or [time, batch…, …]
 * @param lengths i32[batch…], or null: all are whole
 */
export function flipSequences(inputs: JaxArray, lengths: JaxArray | null, axes: SequenceAxes): JaxArray {
  const timeAxis = axes.timeMajor ? 0 : axes.batchAxes;
  if (lengths === null) return flip(inputs, { axis: timeAxis });
  const steps = inputs.shape[timeAxis]!;
  const batch = new Array<number>(axes.batchAxes).fill(1);
  const backwards = subtract(steps - 1, arange(steps, { dtype: "int32" }));
  const places = reshape(backwards, axes.timeMajor ? [steps, ...batch] : [...batch, steps]);
  let index = mod(add(places, expandDims(lengths, timeAxis)), steps);
  while (index.ndim < inputs.ndim) index = expandDims(index, -1);
  return takeAlongAxis(inputs, index, { axis: timeAxis });
}

/**
 * The state after the last step of each sequence.
 *
 * @param states [time, batch, …]: the state after every step
 * @param lengths i32[batch]
 */
export function lastStates(states: JaxArray, lengths: JaxArray): JaxArray {
  let index = expandDims(subtract(lengths, 1), 0);
  while (index.ndim < states.ndim) index = expandDims(index, -1);
  const last = takeAlongAxis(states, index, { axis: 0 });
  return reshape(last, last.shape.slice(1));
}
