/**
 * Expressions, kernels and programs as text, for people and for golden tests. Loops are i0, i1, … (grid) and r0, r1, … (reduce),
 * buffers b0, b1, …, accumulators a0, a1, …; what is used more than once in a kernel, or is long, gets a name t0, t1, …
 */
import type { BinaryOp, Expr, UnaryOp } from "./expr.ts";
import type { Kernel, Program, Step } from "./kernel.ts";
import { partsOf, topological } from "./walk.ts";

/** Text and how tightly it binds. */
interface Printed {
  readonly text: string;
  readonly binds: number;
}

const atom = 10;
const longest = 160;

const infix: Readonly<Partial<Record<BinaryOp, readonly [sign: string, binds: number]>>> = {
  mul: ["*", 8],
  div: ["/", 8],
  rem: ["%", 8],
  add: ["+", 7],
  sub: ["-", 7],
  shl: ["<<", 6],
  shrLogical: [">>>", 6],
  shrArith: [">>", 6],
  lt: ["<", 5],
  le: ["<=", 5],
  gt: [">", 5],
  ge: [">=", 5],
  eq: ["==", 5],
  ne: ["!=", 5],
  and: ["&", 4],
  xor: ["^", 3],
  or: ["|", 2],
};

const prefix: Readonly<Partial<Record<UnaryOp, string>>> = { neg: "-", not: "!" };

/** `max(a0 + b2[i1], 0.0)` */
export function printExpr(root: Expr): string {
  return printAll([root], new Map()).get(root)!.text;
}

/** The kernel as the loops it stands for. */
export function printKernel(kernel: Kernel): string {
  const { grid, reduce, accumulators, stores } = kernel;
  const named = new Map<Expr, string>();
  const lines = [`kernel ${kernel.name}`];
  const loops = (letter: string, sizes: readonly number[]): string =>
    sizes.map((n, k) => `${letter}${k} < ${n}`).join(", ");
  let indent = "  ";
  if (grid.length > 0) {
    lines.push(`  for ${loops("i", grid)}`);
    indent = "    ";
  }
  // What accumulators share is named inside the reduction, what stores share after it.
  const block = (roots: readonly Expr[], at: string): ((root: Expr) => string) => {
    const printed = printAll(roots, named, (name, text) => lines.push(`${at}${name} = ${text}`));
    return (root) => printed.get(root)!.text;
  };
  if (accumulators.length > 0) {
    lines.push(`${indent}for ${loops("r", reduce) || "once"}`);
    const inside = block(
      accumulators.map(({ value }) => value),
      `${indent}  `,
    );
    accumulators.forEach(({ op, value }, k) => {
      lines.push(`${indent}  a${k} = ${op}(a${k}, ${inside(value)})`);
    });
    named.clear();
  }
  const after = block(
    stores.flatMap(({ index, value }) => [index, value]),
    indent,
  );
  for (const { buffer, index, value } of stores) lines.push(`${indent}b${buffer}[${after(index)}] = ${after(value)}`);
  return lines.join("\n");
}

/** A kernel; sections, a loop or a branch with what is inside of it. */
export function printStep(step: Step): string {
  switch (step.kind) {
    case undefined:
      return printKernel(step);
    case "sections": {
      const kernels = step.kernels.map((kernel) => indented(printKernel(kernel)));
      return [`sections ${step.name}, ${kernels.length} in any order`, ...kernels].join("\n");
    }
    case "loop": {
      const { name, trips, counter, predicate, body } = step;
      const count = counter ? `b${counter.buffer}[${counter.element}]` : "";
      const conditions = [
        ...(trips === undefined ? [] : [`${count || "trip"} < ${trips}`]),
        ...(predicate === undefined ? [] : [`b${predicate}[0]`]),
      ];
      return [
        `loop ${name} while ${conditions.join(" and ")}`,
        ...body.map((inner) => indented(printStep(inner))),
      ].join("\n");
    }
    case "branch": {
      const branches = step.branches.map((steps, n) =>
        [`case ${n}`, ...steps.map((inner) => indented(printStep(inner)))].join("\n"),
      );
      return [`branch ${step.name} by b${step.index}[0]`, ...branches.map(indented)].join("\n");
    }
    case "order":
      return `order ${step.name} of ${step.rows} × ${step.length}: b${step.places} by b${step.keys}`;
    default:
      throw step satisfies never;
  }
}

const indented = (text: string): string => text.replaceAll(/^/gm, "  ");

/** Buffers, then steps in the order they run. */
export function printProgram(program: Program): string {
  const buffers = program.buffers.map(({ kind, type, size, offset }, n) => {
    return `  b${n}: ${kind} ${type}[${size}]${offset === undefined ? "" : ` at ${offset}`}`;
  });
  const steps = program.steps.map((step) => indented(printStep(step)));
  const arena = program.arenaBytes > 0 ? [`  arena ${program.arenaBytes} bytes`] : [];
  const list = (numbers: readonly number[]): string => `(${numbers.map((n) => `b${n}`).join(", ")})`;
  return [
    `program ${program.name} ${list(program.inputs)} -> ${list(program.outputs)}`,
    ...buffers,
    ...arena,
    ...steps,
  ].join("\n");
}

/** Prints parts before wholes; where `define` is given, what has several uses is defined once and then named. */
function printAll(
  roots: readonly Expr[],
  named: Map<Expr, string>,
  define?: (name: string, text: string) => void,
): Map<Expr, Printed> {
  const all = topological(roots);
  const uses = new Map<Expr, number>();
  for (const x of all) for (const part of partsOf(x)) uses.set(part, (uses.get(part) ?? 0) + 1);
  for (const root of roots) uses.set(root, (uses.get(root) ?? 0) + 1);
  const printed = new Map<Expr, Printed>();
  for (const x of all) {
    let result = print(x, (part) => printed.get(part)!);
    if (define && ((uses.get(x) ?? 0) > 1 || result.text.length > longest) && isWorthAName(x)) {
      const name = `t${named.size}`;
      define(name, result.text);
      named.set(x, name);
      result = { text: name, binds: atom };
    }
    printed.set(x, result);
  }
  return printed;
}

/** Leaves and index arithmetic are shorter than a name for them is clear. */
function isWorthAName(x: Expr): boolean {
  if (x.kind === "const" || x.kind === "index" || x.kind === "accumulator") return false;
  return !(
    x.type === "i32" &&
    x.kind !== "load" &&
    Number.isFinite(x.low) &&
    (x.low > -(2 ** 31) || x.high < 2 ** 31 - 1)
  );
}

function print(x: Expr, part: (x: Expr) => Printed): Printed {
  const inside = (y: Expr): string => part(y).text;
  const call = (name: string, args: readonly Expr[]): Printed => ({
    text: `${name}(${args.map(inside).join(", ")})`,
    binds: atom,
  });
  switch (x.kind) {
    case "const":
      return { text: literal(x.type, x.value), binds: typeof x.value === "number" && x.value < 0 ? 7 : atom };
    case "index":
      return { text: `${x.axis.kind === "grid" ? "i" : "r"}${x.axis.position}`, binds: atom };
    case "accumulator":
      return { text: `a${x.accumulator}`, binds: atom };
    case "load":
      return { text: `b${x.buffer}[${inside(x.index)}]`, binds: atom };
    case "unary": {
      const sign = prefix[x.op];
      return sign ? { text: `${sign}${enclose(part(x.args[0]), 9)}`, binds: 9 } : call(x.op, x.args);
    }
    case "binary": {
      const [sign, binds] = infix[x.op] ?? [];
      if (!sign || !binds) return call(x.op, x.args);
      const [left, right] = x.args;
      if (right.type === "i32" && right.kind === "const" && Number(right.value) < 0) {
        if (x.op === "add") return { text: `${enclose(part(left), binds)} - ${-Number(right.value)}`, binds };
        if (x.op === "mul" && right.value === -1) return { text: `-${enclose(part(left), 9)}`, binds: 9 };
      }
      return { text: `${enclose(part(left), binds)} ${sign} ${enclose(part(right), binds + 1)}`, binds };
    }
    case "convert":
      return call(x.op === "convert" ? x.type : `bitcast_${x.type}`, x.args);
    case "math":
      return call(x.op, x.args);
    case "select":
      return call("select", x.args);
    default:
      throw x satisfies never;
  }
}

function enclose({ text, binds }: Printed, atLeast: number): string {
  return binds < atLeast ? `(${text})` : text;
}

function literal(type: Expr["type"], value: number | boolean): string {
  if (type === "bool") return String(value);
  if (type !== "f32") return `${value}${type === "u32" ? "u" : ""}`;
  const x = Number(value);
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
  if (Object.is(x, -0)) return "-0.0";
  return Number.isInteger(x) && Math.abs(x) < 1e15 ? `${x}.0` : String(Number(x.toPrecision(9)));
}
