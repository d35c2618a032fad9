/**
 * What a primitive says of arrays that are cut over a mesh: which axes of its operands and results are one and the same. Axes with one
 * label are cut alike; the primitive then computes each part from parts.
 *
 *     add            [i, j], [i, j] → [i, j]
 *     transpose      [i, j] → [j, i]
 *     dotGeneral     [i, k], [k, j] → [i, j]      over k: parts are partial sums
 *     sort by axis 0 [i, j] → [i, j]              i is gathered, and the result cut again
 *     reshape        [i, whole] → [i]             [2, 3] → [6]: what is cut along 3 does not stay in one piece
 */

import type { Aval } from "../types/aval.ts";
import type { Shape } from "../types/shape.ts";
import type { JaxArray } from "./array.ts";
import type { Jaxpr } from "./jaxpr.ts";
import type { Placement } from "./placement.ts";
import type { Params } from "./primitive.ts";

/** Axes that must not be cut: the primitive looks at all of them. */
export const whole: unique symbol = Symbol("whole");

/** A name for axes that belong together. */
export type AxisLabel = string | number | typeof whole;

/** How axes belong together. */
export interface AxisRule {
  /** A label for each axis of each operand. */
  readonly operands: readonly (readonly AxisLabel[])[];
  /** A label for each axis of each result. */
  readonly results: readonly (readonly AxisLabel[])[];
  /** What joins the results of parts where a label of operands is none of any result; absent: such labels are not cut. */
  readonly over?: "sum" | "max" | "min";
  /** Labels of axes that are gathered, because all of them is needed, and of whose results each device keeps its part. */
  readonly gathered?: ReadonlySet<AxisLabel>;
}

/** The same, with what changes when parts are computed. */
export interface ShardRule<P extends Params = Params> extends AxisRule {
  /** The parameters with which parts are computed, where they have shapes in them; default: the same. */
  local?(params: P, results: readonly Shape[], operands: readonly Shape[]): P;
}

/** For each axis of an array the mesh axes along which it is cut, the outermost cut first. */
export type Spec = readonly (readonly string[])[];

/** A value of a program for one device: its part of an array. */
export interface Part {
  /** The part. */
  readonly local: JaxArray;
  /** The whole array. */
  readonly aval: Aval;
  readonly spec: Spec;
}

/** What a primitive with jaxprs needs for saying how it is cut (`Rules.partition`). */
export interface PartitionTools {
  /**
   * The jaxpr for parts of its inputs. Outputs are cut as `outputs` says, where it does, else as comes naturally.
   *
   * @param inputs how each input is cut
   */
  jaxpr(
    jaxpr: Jaxpr,
    inputs: readonly Spec[],
    outputs?: readonly (Spec | undefined)[],
  ): { readonly jaxpr: Jaxpr; readonly specs: readonly Spec[] };
  /** The part of another cut of the same array. */
  reshard(part: Part, spec: Spec): Part;
  /** How an array that is cut so lies on the devices. */
  placement(spec: Spec): Placement;
}
