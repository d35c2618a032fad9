/**
 * The printed form of modules, Variables and States: Flax's, one field a line, with counts and bytes of what is inside.
 *
 *     Linear( # Param: 9 (36 B)
 *       kernel=Param( # 6 (24 B)
 *         value=Array(shape=(2, 3), dtype=float32)
 *       ),
 *       inFeatures=2
 *     )
 */
import { DeviceArray, JaxArray } from "../core/array.ts";
import { arrayRepr, tuple } from "../numpy/print.ts";
import { dtypes } from "../types/dtype.ts";
import { flatten, NamedTuple } from "../types/pytree.ts";
import { quoted } from "../types/quoted.ts";
import { Dict } from "./dict.ts";
import { FlatState } from "./flatState.ts";
import { GraphDef } from "./graph/graphDef.ts";
import { iterGraph } from "./graph/iterGraph.ts";
import { List } from "./list.ts";
import { Pytree, setShow } from "./pytree.ts";
import { RngState } from "./rngStream.ts";
import { entriesOf, isLevel, State, setShowState } from "./state.ts";
import { metadataOf, peek, setShowVariable, Variable } from "./variable.ts";

setShow((node) => showNode(node as Pytree, { short: true, open: new Set() }));
setShowVariable((variable) => showVariable(variable, { short: false, open: new Set() }));
setShowState((state) => `State(${showLevel(state)})`);

// console.log shows what toString gives
for (const type of [Pytree, Variable, State, FlatState, GraphDef]) {
  Object.defineProperty(type.prototype, Symbol.for("nodejs.util.inspect.custom"), {
    value(this: object): string {
      return this.toString();
    },
    configurable: true,
  });
}

interface Style {
  /** Arrays by shape and dtype, as inside modules. */
  readonly short: boolean;
  /** Nodes being printed, so that a cycle ends. */
  readonly open: ReadonlySet<object>;
}

function showNode(node: Pytree, style: Style): string {
  const name = node.constructor.name;
  if (style.open.has(node)) return `${name}(...)`;
  const inner = { ...style, open: new Set([...style.open, node]) };
  if (node instanceof List)
    return block(
      name,
      "([",
      "])",
      [...node].map((value) => showValue(value, inner)),
    );
  if (node instanceof Dict)
    return block(
      name,
      "({",
      "})",
      Object.entries(node).map(([key, value]) => `${quoted(key)}: ${showValue(value, inner)}`),
    );
  const fields = Object.entries(node).filter(([key]) => !key.startsWith("_"));
  return block(
    name,
    "(",
    ")",
    fields.map(([key, value]) => `${key}=${showValue(value, inner)}`),
    sizesOf(node),
  );
}

function showVariable(variable: Variable<unknown>, style: Style): string {
  const value = peek(variable);
  const size = sizeOfAll([value]);
  const fields = [`value=${showValue(value, style)}`];
  for (const [key, note] of Object.entries(metadataOf(variable))) fields.push(`${key}=${showValue(note, style)}`);
  return block(variable.constructor.name, "(", ")", fields, size.count > 0 ? printSize(size) : "");
}

function showLevel(level: object): string {
  const style = { short: false, open: new Set<object>() };
  return block(
    "",
    "{",
    "}",
    entriesOf(level).map(([key, value]) => {
      const shownKey = typeof key === "number" ? key : quoted(key);
      return `${shownKey}: ${isLevel(value) ? showLevel(value) : showValue(value, style)}`;
    }),
  );
}

function block(name: string, open: string, close: string, lines: readonly string[], comment = ""): string {
  if (lines.length === 0) return `${name}${open}${close}`;
  const body = lines.map((line) => `  ${line.replaceAll("\n", "\n  ")}`).join(",\n");
  return `${name}${open}${comment && ` # ${comment}`}\n${body}\n${close}`;
}

function showValue(value: unknown, style: Style): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return quoted(value);
  if (value instanceof Variable) return showVariable(value, style);
  if (value instanceof Pytree) return showNode(value, style);
  if (value instanceof JaxArray) return showArray(value, style);
  if (value instanceof State) return style.short ? `State(${showLevel(value)})` : String(value);
  if (typeof value === "function")
    return `<${/^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function"} ${value.name || "anonymous"}>`;
  if (Array.isArray(value)) return `[${value.map((x) => showValue(x, style)).join(", ")}]`;
  if (value instanceof NamedTuple)
    return `${value.constructor.name}(${Object.entries(value)
      .map(([k, v]) => `${k}=${showValue(v, style)}`)
      .join(", ")})`;
  if (isLevel(value))
    return `{${Object.entries(value)
      .map(([k, v]) => `${quoted(k)}: ${showValue(v, style)}`)
      .join(", ")}}`;
  return String(value);
}

function showArray(x: JaxArray, style: Style): string {
  if (!(x instanceof DeviceArray)) return `Traced(shape=${tuple(x.shape)}, dtype=${x.dtype})`;
  if (x.isDeleted) return `Array(deleted, shape=${tuple(x.shape)}, dtype=${x.dtype})`;
  return style.short && x.size > 1 ? `Array(shape=${tuple(x.shape)}, dtype=${x.dtype})` : arrayRepr(x);
}

interface Size {
  readonly count: number;
  readonly bytes: number;
}

/** Elements and bytes of the arrays in some trees. */
function sizeOfAll(trees: readonly unknown[]): Size {
  let count = 0;
  let bytes = 0;
  for (const leaf of flatten(trees)[0]) {
    if (!(leaf instanceof JaxArray)) continue;
    count += leaf.size;
    bytes += leaf.size * new dtypes[leaf.dtype].HostArray(dtypes[leaf.dtype].words).byteLength;
  }
  return { count, bytes };
}

/** `Param: 13 (52 B), BatchStat: 6 (24 B), Total: 19 (76 B)` */
function sizesOf(node: Pytree): string {
  const values = new Map<string, unknown[]>();
  for (const [, value] of iterGraph(node)) {
    if (!(value instanceof Variable)) continue;
    const kind = value instanceof RngState ? RngState.name : value.constructor.name;
    values.set(kind, [...(values.get(kind) ?? []), peek(value)]);
  }
  const sizes = [...values].map(([kind, all]) => ({ kind, size: sizeOfAll(all) })).filter(({ size }) => size.count > 0);
  const parts = sizes.map(({ kind, size }) => `${kind}: ${printSize(size)}`);
  if (sizes.length > 1) parts.push(`Total: ${printSize(sizeOfAll([...values.values()]))}`);
  return parts.join(", ");
}

function printSize({ count, bytes }: Size): string {
  return `${count.toLocaleString("en-US")} (${printBytes(bytes)})`;
}

function printBytes(bytes: number): string {
  const [divisor, unit] = bytes > 1e9 ? [1e9, "GB"] : bytes > 1e6 ? [1e6, "MB"] : bytes > 1e3 ? [1e3, "KB"] : [1, "B"];
  const amount = bytes / (divisor as number);
  return `${divisor === 1 ? amount : amount.toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} ${unit}`;
}
