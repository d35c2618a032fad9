/**
 * What a primitive that repeats or chooses jaxprs tells the compiler. The jaxprs capture nothing (`hoistConsts`): what they need
 * from outside are operands of the equation, in the order given here.
 *
 *     while    operands: condition's constants, body's constants, carries      results: carries at the end
 *     scan     operands: constants, carries, stacked xs                        results: carries at the end, stacked ys
 *     switch   operands: index i32[] in range, operands of every branch        results: those of the branch taken
 */
import type { Jaxpr } from "./jaxpr.ts";

/** Repeats `body` for as long as `condition` holds; possibly never. */
export interface WhileControl {
  readonly kind: "while";
  /** (conditionConstants, carries) → bool[] */
  readonly condition: Jaxpr;
  /** (bodyConstants, carries) → carries of the same avals */
  readonly body: Jaxpr;
  readonly conditionConstants: number;
  readonly bodyConstants: number;
}

/** Runs `body` for each of the `length` leading slices of the xs, from the last to the first if `reverse`. */
export interface ScanControl {
  readonly kind: "scan";
  /** (constants, carries, slices of xs) → (carries of the same avals, slices of ys) */
  readonly body: Jaxpr;
  readonly length: number;
  readonly reverse: boolean;
  readonly constants: number;
  readonly carries: number;
}

/** Runs one of several jaxprs of the same avals. */
export interface SwitchControl {
  readonly kind: "switch";
  readonly branches: readonly Jaxpr[];
}

export type Control = WhileControl | ScanControl | SwitchControl;
