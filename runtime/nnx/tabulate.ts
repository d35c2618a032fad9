import { JaxArray } from "../core/array.ts";
import { dtypes } from "../types/dtype.ts";
import { flatten } from "../types/pytree.ts";
import { state } from "./graph/split.ts";
import { type Path, printPath } from "./keyOrder.ts";
import { iterModules, type ModuleBase } from "./module.ts";
import { fieldsOf } from "./pytree.ts";
import { RngState, RngStream } from "./rngStream.ts";
import { toFlatState } from "./state.ts";
import { evalShape } from "./transforms/evalShape.ts";
import { isGraph } from "./transforms/graphCall.ts";
import { peek, Variable } from "./variable.ts";

/** Options of `nnx.tabulate`. */
export interface TabulateOptions {
  /** Deepest path that has a row; default all. */
  readonly depth?: number | null;
  /** Name of the method that is called; default `__call__`. */
  readonly method?: string;
}

interface Row {
  readonly path: Path;
  readonly type: string;
  readonly inputs: string;
  readonly outputs: string;
  readonly module: ModuleBase;
}

/**
 * A table of the modules that a call goes through: shapes of inputs and outputs, and the Variables of each with their sizes. The call
 * is traced, not computed.
 *
 * @param model a module
 * @param inputs arguments of the call, or `jax.ShapeDtypeStruct`s; a last plain object with `depth` or `method` is {@link TabulateOptions}
 * @returns the table as text
 * @example
 * const model = new nnx.Sequential(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }));
 * const table = nnx.tabulate(model, jnp.ones([4, 2]));
 * assertEqual(table.includes("kernel: float32[2,3]"), "true");
 * assertEqual(table.includes("Total Parameters: 9 (36 B)"), "true");
 */
export function tabulate(model: ModuleBase, ...inputs: readonly unknown[]): string {
  const last = inputs.at(-1);
  const options: TabulateOptions = isOptions(last) ? last : {};
  const args = isOptions(last) ? inputs.slice(0, -1) : inputs;
  const rows = calls(model, args, options.method ?? "__call__").filter(
    ({ path }) => path.length <= (options.depth ?? Infinity),
  );
  const kinds = [...new Set(variablesOf(model).map(([, variable]) => kindOf(variable)))].sort();
  const header = ["path", "type", "inputs", "outputs", ...kinds];
  const deepest = new Set(rows.map(({ path }) => path.join(".")));
  const body = rows.map(({ path, type, inputs: ins, outputs, module }) => {
    const parts = kinds.map((kind) => cellOf(path, module, kind, deepest));
    return [path.length === 0 ? "" : printPath(path), type, ins, outputs, ...parts];
  });
  const totals = kinds.map((kind) => sizeText(variablesOf(model).filter(([, v]) => kindOf(v) === kind)));
  const title = `${model.constructor.name} Summary`;
  const total = `Total Parameters: ${sizeText(variablesOf(model))}`;
  return draw(title, header, [...body, ["", "", "", "Total", ...totals]], total);
}

function isOptions(value: unknown): value is TabulateOptions {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => name === "depth" || name === "method");
}

/** The calls that a call of the model makes, in the order in which they begin. */
function calls(model: ModuleBase, args: readonly unknown[], method: string): Row[] {
  const rows: (Row & { outputs: string })[] = [];
  const originals = new Map([...iterModules(model)].map(([path, module]) => [path.join("."), module]));
  evalShape(
    (inner: ModuleBase, ...given: unknown[]) => {
      for (const [path, module] of iterModules(inner)) {
        const name = path.length === 0 ? method : "__call__";
        const call = (module as unknown as Record<string, unknown>)[name];
        if (typeof call !== "function") continue;
        Object.defineProperty(module, name, {
          value: (...values: unknown[]): unknown => {
            const row = {
              path,
              type: module.constructor.name,
              inputs: shapesOf(values.length === 1 ? values[0] : values),
              outputs: "",
              module: originals.get(path.join("."))!,
            };
            rows.push(row);
            const result: unknown = call.apply(module, values);
            row.outputs = shapesOf(result);
            return result;
          },
          configurable: true,
          enumerable: false,
        });
      }
      const f = (inner as unknown as Record<string, (...values: unknown[]) => unknown>)[method];
      if (typeof f !== "function")
        throw new TypeError(`Cannot tabulate ${model.constructor.name}: it has no method ${method}`);
      return onlyArrays(f.apply(inner, given));
    },
    model,
    ...args,
  );
  return rows;
}

/** What of a result has a shape. */
function onlyArrays(result: unknown): unknown {
  return flatten(result, isGraph)[0].filter((leaf) => leaf instanceof JaxArray);
}

function shapesOf(value: unknown): string {
  if (value instanceof Variable) return shapesOf(peek(value));
  if (value instanceof JaxArray) return `${value.dtype}[${value.shape}]`;
  if (Array.isArray(value)) return value.map(shapesOf).join("\n");
  if (value === null || value === undefined) return "None";
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype)
    return Object.entries(value)
      .map(([name, child]) => `${name}: ${shapesOf(child)}`)
      .join("\n");
  return typeof value === "function" ? value.constructor.name : String(value);
}

function variablesOf(node: unknown): (readonly [Path, Variable<unknown>])[] {
  const held = state(node);
  if (held instanceof Variable) return [[[], held]];
  return [...toFlatState<unknown>(held)].filter(
    (entry): entry is readonly [Path, Variable<unknown>] => entry[1] instanceof Variable,
  );
}

function kindOf(variable: Variable<unknown>): string {
  return variable instanceof RngState ? RngState.name : variable.constructor.name;
}

/** A module's own Variables of a kind, and their size; of the deepest rows all that are below. */
function cellOf(path: Path, module: ModuleBase, kind: string, rows: ReadonlySet<string>): string {
  const all = variablesOf(module).filter(([, variable]) => kindOf(variable) === kind);
  if (all.length === 0) return "";
  const isLeaf = ![...rows].some(
    (other) => other !== path.join(".") && other.startsWith(path.length ? `${path.join(".")}.` : ""),
  );
  const own = fieldsOf(module).flatMap(([key, value]) =>
    value instanceof Variable && kindOf(value) === kind ? [`${key}: ${shapesOf(value)}`] : [],
  );
  const inside = fieldsOf(module).flatMap(([key, value]) =>
    value instanceof RngStream && kind === RngState.name ? [`${key}`] : [],
  );
  const lines = isLeaf && own.length > 0 ? [...own, ""] : inside.length > 0 ? [] : own.length > 0 ? [...own, ""] : [];
  return [...lines, sizeText(all)].join("\n");
}

function sizeText(variables: readonly (readonly [Path, Variable<unknown>])[]): string {
  let count = 0;
  let bytes = 0;
  for (const leaf of flatten(variables.map(([, variable]) => peek(variable)))[0]) {
    if (!(leaf instanceof JaxArray)) continue;
    count += leaf.size;
    bytes += leaf.size * new dtypes[leaf.dtype].HostArray(dtypes[leaf.dtype].words).byteLength;
  }
  const [divisor, unit] = bytes > 1e9 ? [1e9, "GB"] : bytes > 1e6 ? [1e6, "MB"] : bytes > 1e3 ? [1e3, "KB"] : [1, "B"];
  const amount = divisor === 1 ? bytes : (bytes / Number(divisor)).toFixed(1);
  return `${count.toLocaleString("en-US")} (${amount} ${unit})`;
}

/** A table with lines around its cells. */
function draw(title: string, header: readonly string[], rows: readonly (readonly string[])[], below: string): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.split("\n")));
  const widths = header.map((_, k) => Math.max(...cells.map((row) => Math.max(...row[k]!.map((line) => line.length)))));
  const bar = (left: string, dash: string, middle: string, right: string): string =>
    left + widths.map((width) => dash.repeat(width + 2)).join(middle) + right;
  const drawn = cells.map((row, i) => {
    const side = i === 0 ? "┃" : "│";
    const height = Math.max(...row.map((cell) => cell.length));
    return Array.from(
      { length: height },
      (_, line) => side + row.map((cell, k) => ` ${(cell[line] ?? "").padEnd(widths[k]!)} `).join(side) + side,
    ).join("\n");
  });
  const width = bar("┏", "━", "┳", "┓").length;
  const centre = (text: string): string => " ".repeat(Math.max((width - text.length) >> 1, 0)) + text;
  const [first, ...rest] = drawn;
  return [
    centre(title),
    bar("┏", "━", "┳", "┓"),
    first!,
    bar("┡", "━", "╇", "┩"),
    rest.join(`\n${bar("├", "─", "┼", "┤")}\n`),
    bar("└", "─", "┴", "┘"),
    "",
    centre(below),
  ].join("\n");
}
