/** What the carries of loops share: they keep their structure, shapes and dtypes from one step to the next. */
import type { JaxArray } from "../core/array.ts";
import { convertElementType } from "../primitives/convertElementType.ts";
import { type Aval, printAval, sameAval } from "../types/aval.ts";
import type { DType } from "../types/dtype.ts";
import { flattenWithPath, keystr, type TreeDef } from "../types/pytree.ts";
import { fromWords } from "./traceBody.ts";

/** Throws a `TypeError` that names the first place where the carry that came out is not what went in. */
export function checkCarry(
  action: string,
  inDef: TreeDef,
  inAvals: readonly Aval[],
  outDef: TreeDef,
  outAvals: readonly Aval[],
): void {
  if (!inDef.equals(outDef)) {
    const { path, wanted, got } = firstDifference(inDef, outDef)!;
    throw new TypeError(
      `Cannot ${action}: the carry must keep its structure, but ${inDef} went in and ${outDef} came out. They differ at ` +
        `${path || "the root"}: ${wanted} went in, ${got} came out; return a carry of the structure of the one given`,
    );
  }
  const wrong = inAvals.findIndex((a, i) => !sameAval(a, outAvals[i]!));
  if (wrong < 0) return;
  const [wanted, got] = [inAvals[wrong]!, outAvals[wrong]!];
  const at = pathOf(inDef, wrong);
  const [fact, repair] =
    wanted.dtype === got.dtype
      ? ["shapes do not match", "start with a carry of the shape it has later, or keep its shape in the body"]
      : ["dtypes do not match", `start with x.astype("${got.dtype}"), or return y.astype("${wanted.dtype}")`];
  throw new TypeError(
    `Cannot ${action}: the carry must keep its types, but ${at ? `its part ${at}` : "it"} went in as ${printAval(wanted)} and came ` +
      `out as ${printAval(got)}: ${fact}; ${repair}`,
  );
}

/**
 * Initial carries as the body gives them back: what is weakly typed (a number, say) takes the dtype that comes out, as in JAX.
 * Undefined if nothing had to change.
 */
export function promoteCarries(init: readonly JaxArray[], outAvals: readonly Aval[]): JaxArray[] | undefined {
  let changed = false;
  const promoted = init.map((x, i) => {
    const out = outAvals[i]!;
    const gives = x.weakType && (x.dtype !== out.dtype ? isWider(x.dtype, out.dtype) : !out.weakType);
    if (!gives) return x;
    changed = true;
    return convertElementType(x, { newDtype: out.dtype, weakType: out.weakType });
  });
  return changed ? promoted : undefined;
}

/** Whether a weak value of dtype `from` gives way to one of dtype `to`. */
function isWider(from: DType, to: DType): boolean {
  const order: readonly DType[] = ["bool", "int32", "uint32", "float32"];
  return to !== "bool" && order.indexOf(from) < order.indexOf(to) && order.includes(from);
}

/** A leaf's path in a tree of this structure. */
export function pathOf(def: TreeDef, leaf: number): string {
  const numbered = def.unflatten(Array.from({ length: def.numLeaves }, (_, i) => i));
  return keystr(flattenWithPath(numbered)[0][leaf]![0]);
}

/** Where two structures part. */
export function firstDifference(
  a: TreeDef,
  b: TreeDef,
): { readonly path: string; readonly wanted: string; readonly got: string } | undefined {
  if (a.equals(b)) return undefined;
  const sameNode =
    a.kind === b.kind &&
    a.type === b.type &&
    a.children.length === b.children.length &&
    a.keys.every((key, i) => Object.is(key, b.keys[i]));
  if (!sameNode) return { path: "", wanted: nodeText(a), got: nodeText(b) };
  for (const [i, child] of a.children.entries()) {
    const inner = firstDifference(child, b.children[i]!);
    if (inner) return { ...inner, path: stepText(a, i) + inner.path };
  }
  return { path: "", wanted: String(a), got: String(b) };
}

function stepText(def: TreeDef, i: number): string {
  if (def.kind === "dict" || def.kind === "map") return `['${def.keys[i]}']`;
  return def.kind === "namedTuple" ? `.${def.keys[i]}` : `[${i}]`;
}

function nodeText(def: TreeDef): string {
  switch (def.kind) {
    case "leaf":
      return "an array";
    case "none":
      return "null";
    case "list":
      return `a list of ${def.children.length}`;
    case "dict":
    case "map":
      return `a dict with keys [${def.keys.join(", ")}]`;
    default:
      return `a ${def.type!.name}`;
  }
}

/** Results of a loop as the user's arrays: keys from their words. */
export function unwords(results: readonly JaxArray[], avals: readonly Aval[]): JaxArray[] {
  return results.map((x, i) => fromWords(x, avals[i]!));
}
