/** Loops and branches for the compiler's tests: primitives with nothing but a shape and a `control` rule. */
import type { JaxArray } from "../core/array.ts";
import type { Control, ScanControl, SwitchControl, WhileControl } from "../core/control.ts";
import { hoistConsts, type Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import { definePrimitiveMany, type Primitive } from "../core/primitive.ts";
import { type Aval, aval } from "../types/aval.ts";

type Fn = (...inputs: JaxArray[]) => readonly JaxArray[];

interface ControlParams {
  readonly control: Control;
  readonly results: readonly Aval[];
  [key: string]: unknown;
}

const primitiveOf = (name: string): Primitive<any, ControlParams, JaxArray[]> =>
  definePrimitiveMany<any, ControlParams>({
    name,
    shape: (_, { results }) => results,
    control: ({ control }) => control,
  });

const whilePrimitive = primitiveOf("while");
const scanPrimitive = primitiveOf("scan");
const switchPrimitive = primitiveOf("cond");

interface Captured {
  readonly jaxpr: Jaxpr;
  readonly consts: readonly JaxArray[];
}

/** A traced function with what it captured as leading inputs. */
function capture(f: Fn, avals: readonly Aval[]): Captured {
  const { jaxpr, consts } = traceToJaxpr((...inputs) => [...f(...inputs)], avals);
  return { jaxpr: hoistConsts(jaxpr), consts };
}

const avalsOf = (arrays: readonly JaxArray[]): Aval[] => arrays.map((x) => x.aval);

/** Repeats `body` while `condition` holds. */
export function whileLoop(condition: (...x: JaxArray[]) => JaxArray, body: Fn, ...initial: JaxArray[]): JaxArray[] {
  const avals = avalsOf(initial);
  const c = capture((...x) => [condition(...x)], avals);
  const b = capture(body, avals);
  const control: WhileControl = {
    kind: "while",
    condition: c.jaxpr,
    body: b.jaxpr,
    conditionConstants: c.consts.length,
    bodyConstants: b.consts.length,
  };
  return whilePrimitive(...c.consts, ...b.consts, ...initial, { control, results: avals });
}

/** Runs `body(...carries, ...slices)`, which gives carries and slices, over the leading axis of the xs. */
export function scan(
  body: Fn,
  initial: readonly JaxArray[],
  xs: readonly JaxArray[],
  length: number = xs[0]!.shape[0]!,
  reverse = false,
): JaxArray[] {
  const slices = xs.map((x) => aval(x.shape.slice(1), x.dtype));
  const { jaxpr, consts } = capture(body, [...avalsOf(initial), ...slices]);
  const control: ScanControl = {
    kind: "scan",
    body: jaxpr,
    length,
    reverse,
    constants: consts.length,
    carries: initial.length,
  };
  const stacks = jaxpr.outputs
    .slice(initial.length)
    .map(({ aval: { shape, dtype } }) => aval([length, ...shape], dtype));
  return scanPrimitive(...consts, ...initial, ...xs, { control, results: [...avalsOf(initial), ...stacks] });
}

/** Runs the branch of that number. */
export function branch(index: JaxArray, branches: readonly Fn[], ...operands: JaxArray[]): JaxArray[] {
  const captured = branches.map((f) => capture(f, avalsOf(operands)));
  // Each branch has its own captured arrays; all get the operands of all.
  const consts = captured.flatMap((one) => one.consts);
  const jaxprs = captured.map(({ jaxpr, consts: own }, n): Jaxpr => {
    const others = captured.map((one, m) =>
      m === n ? jaxpr.inputs.slice(0, own.length) : one.jaxpr.inputs.slice(0, one.consts.length).map((v) => ({ ...v })),
    );
    return { ...jaxpr, inputs: [...others.flat(), ...jaxpr.inputs.slice(own.length)] };
  });
  const control: SwitchControl = { kind: "switch", branches: jaxprs };
  const results = jaxprs[0]!.outputs.map((atom) => atom.aval);
  return switchPrimitive(index, ...consts, ...operands, { control, results });
}
