/**
 * Tracing. Each transformation in progress has a `Trace` with a level; a value it follows is a `Tracer` that knows its trace.
 * `bind` hands an operation to the innermost trace among its operands, or to the function being jitted, which records
 * everything that happens inside it. A trace's rules bind again, with what their tracers hold, and so reach the next level out.
 *
 *     level 0   eval      concrete arrays: run now
 *     level 1   jaxpr     of jit: record an equation            ← dynamic: takes operations on constants too
 *     level 2   linear    of grad: record the tangent program
 *     level 3   jvp       of grad: primal goes down, tangent goes to level 2
 */
import { withCleanup } from "../interrupts/withCleanup.ts";
import { printAval } from "../types/aval.ts";
import { DeviceArray, JaxArray } from "./array.ts";
import { axesIn } from "./axesIn.ts";
import { ConcretizationError, UnexpectedTracerError } from "./errors.ts";
import type { Params, Primitive } from "./primitive.ts";

/** One transformation at work. Operands that are not tracers of this trace are constants to it. */
export abstract class Trace {
  readonly level: number;
  /** False once the transformed function has returned: its tracers must not be used any more. */
  open = true;
  constructor(level: number) {
    this.level = level;
  }
  /** What this transformation is called in error messages: `jit`, `grad`, `vmap`. */
  abstract readonly transformation: string;
  /** The axis that a vmap maps over, where it has a name: collectives along it come here. */
  readonly axis: { readonly name: string; readonly size: number } | undefined = undefined;
  /** Applies a primitive to operands of which at least one belongs to this trace, or of which none does if it is dynamic. */
  abstract process(primitive: Primitive, operands: readonly JaxArray[], params: Params): JaxArray[];
}

/** A value followed by a transformation: it has a shape and a dtype; its number is not known yet. */
export abstract class Tracer extends JaxArray {
  abstract readonly trace: Trace;

  item(): never {
    throw new ConcretizationError(this.#message("read as a number"));
  }

  [Symbol.toPrimitive](hint: "number" | "string" | "default"): never {
    throw new ConcretizationError(
      this.#message(hint === "string" ? "put into a string" : "used as a number or condition"),
    );
  }

  #message(use: string): string {
    return (
      `A traced ${printAval(this.aval)} was ${use} inside ${this.trace.transformation}, where it has no number yet; ` +
      "return it and look at it outside, or choose with jnp.where(x.greater(y), a, b)"
    );
  }
}

const evalLevel = 0;
const stack: Trace[] = [];
let dynamic: Trace | undefined;
let evalTrace: Trace | undefined;
/** How many of the traces in progress have a named axis. */
let namedAxes = 0;

/** Sets the trace of level 0, which runs operations on concrete arrays at once. */
export function setEvalTrace(trace: Trace): void {
  evalTrace = trace;
}

/** Runs `body` with a new innermost trace. A dynamic trace also takes operations that have no tracer among their operands. */
export function withTrace<T extends Trace, R>(
  make: (level: number) => T,
  body: (trace: T) => R,
  options: { dynamic?: boolean } = {},
): R {
  const depth = stack.length;
  const axes = namedAxes;
  const trace = make(evalLevel + 1 + depth);
  const outer = dynamic;
  stack.push(trace);
  if (trace.axis) namedAxes++;
  if (options.dynamic) dynamic = trace;
  return withCleanup(
    () => body(trace),
    () => {
      trace.open = false;
      stack.length = depth;
      namedAxes = axes;
      dynamic = outer;
    },
  );
}

/** Runs `body` as if no function were being traced: operations on concrete arrays run now even inside jit. */
export function outsideTracing<R>(body: () => R): R {
  const outer = dynamic;
  dynamic = undefined;
  return withCleanup(body, () => {
    dynamic = outer;
  });
}

/** Whether a function is being traced, so that operations on constants are recorded and not run. */
export function isTracing(): boolean {
  return dynamic !== undefined;
}

/** The innermost transformation in progress, if any: what a mutable object made now belongs to. */
export function currentTrace(): Trace | undefined {
  return stack.at(-1);
}

/** The trace of the innermost vmap in progress whose axis has this name. */
export function traceOfAxis(name: string): Trace | undefined {
  for (let i = stack.length - 1; i >= 0; i--) if (stack[i]!.axis?.name === name) return stack[i];
  return undefined;
}

/** The named axes of the vmaps in progress, `i:3,j:2`: what a program traced now depends on beside its arguments. */
export function axesInScope(): string {
  let text = "";
  for (const { axis } of stack) if (axis) text += `${text && ","}${axis.name}:${axis.size}`;
  return text;
}

/** Applies a primitive: the one gate through which every operation goes. */
export function bind(primitive: Primitive, operands: readonly JaxArray[], params: Params): JaxArray[] {
  let top = dynamic ?? evalTrace!;
  for (const operand of operands) {
    if (!(operand instanceof Tracer)) continue;
    if (!operand.trace.open) throw new UnexpectedTracerError(escaped(operand, primitive.name));
    if (operand.trace.level > top.level) top = operand.trace;
  }
  if (namedAxes > 0) {
    for (const name of axesIn(primitive, params)) {
      const owner = traceOfAxis(name);
      if (owner && owner.level > top.level) top = owner;
    }
  }
  return top.process(primitive, operands, params);
}

function escaped(tracer: Tracer, action: string): string {
  return (
    `Cannot ${action} a traced ${printAval(tracer.aval)}: the ${tracer.trace.transformation} that made it has ended; ` +
    "return the value from the transformed function instead of storing it in an outer variable or module field"
  );
}

/** Whether an array holds numbers. */
export function isConcrete(x: JaxArray): x is DeviceArray {
  return x instanceof DeviceArray;
}
