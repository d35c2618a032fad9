/**
 * The printer of jaxprs, in JAX's form. Variables are named in the order they are written: a, b, …, z, ba, bb, …; what nobody
 * reads is `_`. Inside a `jit` the inputs and results have the names they have outside, where that is possible. A jaxpr that is
 * used several times is written once, in front: `let f = { … } in`.
 */
import { printAval } from "../types/aval.ts";
import { type Atom, type Equation, isJaxpr, type Jaxpr, type Var } from "./jaxpr.ts";
import { breakOr, type Doc, group, join, layout, nest } from "./layout.ts";
import { printLiteral } from "./printLiteral.ts";

const width = 80;

/** `{ lambda ; a:f32[3]. let b:f32[3] = mul a 2.0:f32[] in (b,) }`, one equation a line where that is too long for a line. */
export function printJaxpr(jaxpr: Jaxpr): string {
  const printer: Printer = { names: new Map(), fresh: 0, shared: new Map() };
  const lets = sharedJaxprs(jaxpr).map(([inner, wish]) => {
    const doc = program(printer, inner);
    const taken = [...printer.shared.values()];
    let name = wish;
    for (let n = 1; taken.includes(name); n++) name = `${wish}${n}`;
    printer.shared.set(inner, name);
    return `let ${name} = ${layout(doc, width)} in\n`;
  });
  return lets.join("") + layout(program(printer, jaxpr), width);
}

interface Printer {
  readonly names: Map<Var, string>;
  /** How many different names there are. */
  fresh: number;
  readonly shared: Map<Jaxpr, string>;
}

/** Jaxprs that stand in more than one equation, those inside others first, with the name to give them. */
function sharedJaxprs(root: Jaxpr): (readonly [jaxpr: Jaxpr, name: string])[] {
  const uses = new Map<Jaxpr, number>();
  const order: (readonly [Jaxpr, string])[] = [];
  const visit = (jaxpr: Jaxpr): void => {
    for (const { params } of jaxpr.equations) {
      for (const inner of Object.values(params).flat()) {
        if (!isJaxpr(inner)) continue;
        const count = uses.get(inner) ?? 0;
        uses.set(inner, count + 1);
        if (count > 0) continue;
        visit(inner);
        order.push([inner, typeof params.name === "string" ? params.name : "jaxpr"]);
      }
    }
  };
  visit(root);
  return order.filter(([jaxpr]) => uses.get(jaxpr)! > 1);
}

function program(printer: Printer, jaxpr: Jaxpr): Doc {
  const read = new Set<Atom>(jaxpr.outputs);
  for (const { inputs } of jaxpr.equations) for (const atom of inputs) read.add(atom);
  const head = ["{ lambda ", binders(printer, jaxpr.constVars), "; ", binders(printer, jaxpr.inputs), ". let"];
  const equations = jaxpr.equations.map((equation) => equationDoc(printer, equation, read));
  const outputs = nest(
    2,
    group(
      join(
        [",", group(breakOr(" "))],
        jaxpr.outputs.map((atom) => atomText(printer, atom)),
      ),
    ),
  );
  const body = [nest(2, breakOr(" "), join(breakOr("; "), equations)), breakOr(" "), "in (", outputs];
  return group(nest(2, head, body, jaxpr.outputs.length === 1 ? ",)" : ")"), " }");
}

function equationDoc(printer: Printer, { primitive, inputs, params, outputs }: Equation, read: ReadonlySet<Atom>): Doc {
  const results = outputs.map((v) => (read.has(v) ? binder(printer, v) : `_:${printAval(v.aval)}`));
  const shown = Object.entries(primitive.printParams?.(params) ?? sorted(params)).map(([key, value]): Doc => {
    if (isJaxprList(value)) {
      const docs = join(
        breakOr(" "),
        value.map((branch) => nested(printer, branch)),
      );
      return [`${key}=(`, group(nest(2, breakOr(""), docs), breakOr("")), ")"];
    }
    if (!isJaxpr(value)) return `${key}=${show(value)}`;
    // of several jaxprs none has the equation's inputs and results as its own
    if (primitive.inline && !printer.shared.has(value)) {
      const results = outputs.map((v) => (read.has(v) ? v : undefined));
      suggestNames(printer, value, inputs, results);
    }
    return [`${key}=`, nested(printer, value)];
  });
  const list = shown.length > 0 ? group(nest(2, "[", breakOr(""), join(breakOr(" "), shown)), breakOr(""), "]") : "";
  const operands = spaced(inputs.map((atom) => atomText(printer, atom)));
  return [spaced(results), " = ", primitive.name, list, " ", operands];
}

/** A jaxpr inside an equation: its name where it is written in front, else itself. */
function nested(printer: Printer, jaxpr: Jaxpr): Doc {
  return printer.shared.get(jaxpr) ?? program(printer, jaxpr);
}

function isJaxprList(value: unknown): value is readonly Jaxpr[] {
  return Array.isArray(value) && value.length > 0 && value.every(isJaxpr);
}

/** Inner inputs and results get the names of the outer ones, each name once. */
function suggestNames(
  { names }: Printer,
  inner: Jaxpr,
  inputs: readonly Atom[],
  outputs: readonly (Var | undefined)[],
): void {
  const given = new Set<string>();
  const give = (from: Atom | undefined, to: Atom | undefined): void => {
    if (from?.kind !== "var" || to?.kind !== "var" || names.has(to)) return;
    const name = names.get(from);
    if (name === undefined || given.has(name)) return;
    given.add(name);
    names.set(to, name);
  };
  for (const [i, v] of inner.inputs.entries()) give(inputs[i], v);
  for (const [i, atom] of inner.outputs.entries()) give(outputs[i], atom);
}

function spaced(texts: readonly string[]): Doc {
  return nest(2, group(join(group(breakOr(" ")), texts)));
}

function binders(printer: Printer, vars: readonly Var[]): Doc {
  return spaced(vars.map((v) => binder(printer, v)));
}

function binder(printer: Printer, v: Var): string {
  return `${nameOf(printer, v)}:${printAval(v.aval)}`;
}

function atomText(printer: Printer, atom: Atom): string {
  if (atom.kind === "var") return nameOf(printer, atom);
  return `${printLiteral(atom.value, atom.aval.dtype)}:${printAval(atom.aval)}`;
}

function nameOf(printer: Printer, v: Var): string {
  let name = printer.names.get(v);
  if (name === undefined) printer.names.set(v, (name = letters(printer.fresh++)));
  return name;
}

/** A number in base 26 with the digits a … z. */
function letters(n: number): string {
  const last = String.fromCharCode(97 + (n % 26));
  return n < 26 ? last : letters(Math.floor(n / 26)) + last;
}

function sorted(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Values as Python writes them. */
function show(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return value.length === 1 ? `(${show(value[0])},)` : `(${value.map(show).join(", ")})`;
  if (typeof value === "function") return value.name || "<lambda>";
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return `{${Object.entries(value)
      .map(([k, v]) => `${k}: ${show(v)}`)
      .join(", ")}}`;
  }
  return String(value);
}
