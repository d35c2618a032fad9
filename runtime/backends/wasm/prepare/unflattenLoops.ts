import { binary, constant, gridIndex } from "../../../ir/build.ts";
import type { Axis, Expr } from "../../../ir/expr.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { topological } from "../../../ir/walk.ts";
import { mapExpressions, rootsOf } from "./mapExpressions.ts";

/** More loops cost more than the divisions they save. */
const mostLoops = 6;

/**
 * Splits grid loops where indices divide their counter: with i = 20·a + b, `i div 20` is a and `i rem 20` is b, and the access steps
 * evenly through memory along both loops.
 *
 *     for i < 640: x[(i rem 20)·32 + i div 20]     →     for a < 32, b < 20: x[b·32 + a]
 */
export function unflattenLoops(kernel: Kernel): Kernel {
  let current = kernel;
  while (current.grid.length < mostLoops) {
    const found = divided(current);
    if (!found) return current;
    current = split(current, found.axis, found.by);
  }
  return current;
}

/** A grid loop whose counter is divided by a divisor of its size. */
function divided(kernel: Kernel): { axis: Axis; by: number } | undefined {
  for (const x of topological(rootsOf(kernel))) {
    if (x.kind !== "binary" || x.type !== "i32" || (x.op !== "div" && x.op !== "rem")) continue;
    const [counter, divisor] = x.args;
    if (counter.kind !== "index" || counter.axis.kind !== "grid" || divisor.kind !== "const") continue;
    const by = Number(divisor.value);
    if (by > 1 && by < counter.axis.size && counter.axis.size % by === 0) return { axis: counter.axis, by };
  }
  return undefined;
}

function split(kernel: Kernel, axis: Axis, by: number): Kernel {
  const { position, size } = axis;
  const grid = [...kernel.grid.slice(0, position), size / by, by, ...kernel.grid.slice(position + 1)];
  const counter = (x: Extract<Expr, { kind: "index" }>): Expr => {
    const { axis: old } = x;
    if (old.kind !== "grid" || old.position < position) return x;
    if (old.position > position) return gridIndex(old.position + 1, old.size);
    return binary(
      "add",
      binary("mul", gridIndex(position, size / by), constant("i32", by)),
      gridIndex(position + 1, by),
    );
  };
  return { ...mapExpressions(kernel, (x) => (x.kind === "index" ? counter(x) : undefined)), grid };
}
