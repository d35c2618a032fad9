/** The steps of a program as statements: calls of kernels, in the loops and branches that are around them. */
import type { Branch, Kernel, Loop, Order, Sections, Step } from "../../../ir/kernel.ts";
import {
  choose,
  get,
  i32,
  load,
  local,
  loop,
  operation,
  type Statement,
  set,
  store,
  type Value,
} from "../module/code.ts";

/** What steps need from their program. */
export interface StepContext {
  /** The calls that run a kernel. */
  readonly kernelCalls: (kernel: Kernel) => Statement[];
  /** The calls that run all of the sections. */
  readonly sectionsCalls: (sections: Sections) => Statement[];
  /** The call that puts keys in order. */
  readonly orderCall: (order: Order) => Statement;
  readonly bufferAddress: (buffer: number) => Value;
}

/** The statements of steps in order. */
export function emitSteps(steps: readonly Step[], context: StepContext): Statement[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case undefined:
        return context.kernelCalls(step);
      case "sections":
        return context.sectionsCalls(step);
      case "loop":
        return emitLoop(step, context);
      case "branch":
        return emitBranch(step, context);
      case "order":
        return [context.orderCall(step)];
      default:
        throw step satisfies never;
    }
  });
}

/**
 *     t = 0
 *     if (t < trips and predicate)
 *       do { counter = t; body; t = t + 1 } while (t < trips and predicate)
 */
function emitLoop({ name, trips, counter, predicate, body }: Loop, context: StepContext): Statement[] {
  if (trips === 0) return [];
  const trip = local("i32", "trip");
  const holds = predicate === undefined ? undefined : load("i32.load", context.bufferAddress(predicate));
  const isLeft = trips === undefined ? undefined : operation("i32.ne", get(trip), i32(trips));
  const isCounted = counter !== undefined || trips !== undefined;
  const statements = [
    ...(counter ? [store("i32.store", context.bufferAddress(counter.buffer), 4 * counter.element, get(trip))] : []),
    ...emitSteps(body, context),
    ...(isCounted ? [set(trip, operation("i32.add", get(trip), i32(1)))] : []),
  ];
  const again = holds && isLeft ? operation("i32.and", isLeft, operation("i32.ne", holds, i32(0))) : (isLeft ?? holds)!;
  const repeated = loop(trips === undefined ? name : `${name}, ${trips} trips`, statements, again);
  const start = isCounted ? [set(trip, i32(0))] : [];
  return [...start, holds ? choose(holds, [repeated]) : repeated];
}

/** The cases are asked one after the other; the last one needs no question. */
function emitBranch({ index, branches }: Branch, context: StepContext): Statement[] {
  const which = load("i32.load", context.bufferAddress(index));
  const cases = branches.map((steps) => emitSteps(steps, context));
  return cases.reduceRight((otherwise, then, n) => [choose(operation("i32.eq", which, i32(n)), then, otherwise)]);
}
