/**
 * `{ kind: source, calls: [nnx.jit, .update], avoids: [optax.adam] }`: what the learner's cell must call, and must not. A name that
 * begins with a dot is a method of anything. The syntax tree is read; comments and strings do not count, and nothing runs.
 */
import { createRequire } from "node:module";
import type ts from "typescript";
import { BadInput } from "../../notebooks/badInput.ts";
import { sayOf } from "./arguments.ts";
import { type CheckKind, passed } from "./checkKind.ts";

const require = createRequire(import.meta.url);

/** Looks for calls in the syntax tree of the learner's cell. */
export const source: CheckKind = (expectation, context) => {
  const { calls = [], avoids = [] } = expectation;
  if (!isNames(calls) || !isNames(avoids))
    throw new BadInput("Cannot run a source check: `calls` and `avoids` must be lists of names");
  const found = calledNames(context.source);
  const missing = calls.filter((name) => !isCalled(name, found));
  if (missing.length > 0)
    return {
      ok: false,
      message: sayOf(expectation, `This cell must call ${missing.join(" and ")}`),
      diagnosis: "missing-call",
    };
  const forbidden = avoids.filter((name) => isCalled(name, found));
  if (forbidden.length > 0)
    return {
      ok: false,
      message: sayOf(expectation, `This cell must do without ${forbidden.join(" and ")}`),
      diagnosis: "forbidden-call",
    };
  return passed();
};

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

/** A name counts as called under its last part too: `const { jit } = nnx` is no offence. */
function isCalled(name: string, found: ReadonlySet<string>): boolean {
  if (name.startsWith(".")) return [...found].some((called) => called.endsWith(name));
  return found.has(name) || found.has(name.split(".").at(-1)!);
}

/** What is called or constructed, as it is written: `nnx.jit`, `optimizer.update`. */
function calledNames(code: string): Set<string> {
  const ts = require("typescript") as typeof import("typescript"); // 9 MB: only when a check asks for it
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node))
      found.add(node.expression.getText(file).replace(/\s/g, ""));
    ts.forEachChild(node, visit);
  };
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.Latest, true);
  visit(file);
  return found;
}
