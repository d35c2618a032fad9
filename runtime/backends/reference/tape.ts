/**
 * Expressions as a tape: one step per distinct operation, parts before wholes, each writing its result into a slot. Slow and
 * obvious; it is the meaning of the kernel language that the other backends are compared with.
 */
import type { Expr, ScalarType } from "../../ir/expr.ts";
import { binaryOps, bitcastScalar, convertScalar, mathOps, type Scalar, unaryOps, wrap } from "../../ir/scalar.ts";
import { partsOf, topological } from "../../ir/walk.ts";

/** What leaves read while a kernel runs. */
export interface Machine {
  readonly grid: number[];
  readonly reduce: number[];
  readonly accumulators: Scalar[];
  load(buffer: number, index: number): number;
}

/** Evaluates expressions at the machine's present loop counters. */
export interface Tape {
  run(): void;
  valueOf(root: Expr): Scalar;
}

/** The tape that computes all the roots. */
export function makeTape(roots: readonly Expr[], machine: Machine): Tape {
  const all = topological(roots);
  const slots = new Map(all.map((x, slot) => [x, slot]));
  const values = new Array<Scalar>(all.length).fill(0);
  const steps = all.map((x) => {
    const [a = 0, b = 0, c = 0] = partsOf(x).map((part) => slots.get(part)!);
    return stepOf(x, values, a, b, c, machine);
  });
  return {
    run() {
      for (let slot = 0; slot < steps.length; slot++) values[slot] = steps[slot]!();
    },
    valueOf: (root) => values[slots.get(root)!]!,
  };
}

/** The function of one step; a, b, c are the slots of its parts. */
function stepOf(x: Expr, values: readonly Scalar[], a: number, b: number, c: number, machine: Machine): () => Scalar {
  const number = (slot: number): number => Number(values[slot]);
  const type: ScalarType = x.type;
  switch (x.kind) {
    case "const":
      return () => x.value;
    case "index":
      return () => machine[x.axis.kind][x.axis.position]!;
    case "accumulator":
      return () => machine.accumulators[x.accumulator]!;
    case "load":
      return () => (type === "bool" ? machine.load(x.buffer, number(a)) !== 0 : machine.load(x.buffer, number(a)));
    case "unary":
      return () => wrap(type, unaryOps[x.op](number(a), type));
    case "binary":
      return () => wrap(type, binaryOps[x.op](number(a), number(b), x.args[0].type));
    case "convert": {
      const from = x.args[0].type;
      return x.op === "bitcast"
        ? () => bitcastScalar(type, number(a), from)
        : () => convertScalar(type, values[a]!, from);
    }
    case "math":
      return () => Math.fround(mathOps[x.op](number(a), number(b)));
    case "select":
      return () => (values[a] ? values[b]! : values[c]!);
    default:
      throw x satisfies never;
  }
}
