import type { JaxArray } from "../../core/array.ts";
import { printAval } from "../../types/aval.ts";
import { type DType, isDType } from "../../types/dtype.ts";
import { sameShape } from "../../types/shape.ts";
import { type Filter, toPredicate } from "../filters.ts";
import { type Key, keyOf } from "../keyOrder.ts";
import { fromFlatState, type State } from "../state.ts";
import { Variable } from "../variable.ts";
import { readFile } from "./files.ts";
import { readSafetensors, type Tensor } from "./safetensors.ts";
import { type Kept, namedArrays } from "./save.ts";
import { arrayOfTensor } from "./tensorOf.ts";

/** Options of `nnx.load`. */
export interface LoadOptions {
  /** Whether paths may be missing on either side; those on both are loaded. Default false. */
  readonly partial?: boolean;
  /** Which Variables of the module; default all. */
  readonly only?: Filter;
}

/** What `nnx.load` did. */
export interface LoadReport {
  /** Paths that were loaded. */
  readonly loaded: readonly string[];
  /** Paths of the module that the file does not have. */
  readonly missing: readonly string[];
  /** Paths of the file that the module does not have. */
  readonly unexpected: readonly string[];
}

/**
 * Reads the arrays of a file as a State, by their paths.
 *
 * @param path a safetensors file, of `nnx.save` or any other
 * @example
 * nnx.save("/tmp/nnxlab-example.safetensors", new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }));
 * assertEqual(nnx.load("/tmp/nnxlab-example.safetensors").kernel.shape, [2, 3]);
 */
export function load(path: string): State;
/**
 * Reads the state of a module from a file, in place. Nothing is changed unless all fits.
 *
 * @param path a safetensors file
 * @param node the module, of the same structure as the one that was saved
 * @param options see {@link LoadOptions}
 * @returns which paths were loaded, and which were not
 * @throws TypeError that lists every path that is missing, unexpected, or of another shape or dtype
 */
export function load(path: string, node: unknown, options?: LoadOptions): LoadReport;
export function load(path: string, node?: unknown, options: LoadOptions = {}): State | LoadReport {
  const { tensors, metadata } = readSafetensors(readFile(path), path);
  const kept = keptOf(metadata);
  if (node === undefined) {
    const items = [...tensors].map(([name, tensor]): [Key[], JaxArray] => [
      name.split(".").map(keyOf),
      arrayOfTensor(tensor, name, dtypeOf(kept[name])),
    ]);
    return fromFlatState(items);
  }
  return loadInto(path, node, tensors, options);
}

function loadInto(
  path: string,
  node: unknown,
  tensors: ReadonlyMap<string, Tensor>,
  { partial = false, only = true }: LoadOptions,
): LoadReport {
  const takes = toPredicate(only);
  const wanted = [...namedArrays(node, `load ${path}`)].filter(({ name, leaf }) =>
    takes(name.split(".").map(keyOf), leaf),
  );
  const names = new Set(wanted.map(({ name }) => name));
  const missing = [...names].filter((name) => !tensors.has(name));
  const unexpected = only === true ? [...tensors.keys()].filter((name) => !names.has(name)) : [];
  const problems = partial
    ? []
    : [...missing.map((name) => `missing     ${name}`), ...unexpected.map((name) => `unexpected  ${name}`)];
  const found = wanted.filter(({ name }) => tensors.has(name));
  const loaded = found.map((item) => ({
    item,
    array: arrayOfTensor(tensors.get(item.name)!, item.name, item.array.dtype),
  }));
  for (const { item, array } of loaded) {
    if (!sameShape(array.shape, item.array.shape))
      problems.push(
        `differs     ${item.name}: the file has ${printAval(array.aval)}, the module ${printAval(item.array.aval)}`,
      );
    else if (!(item.leaf instanceof Variable) || !item.whole)
      problems.push(`unsupported ${item.name}: it is not the value of a Variable, and cannot be replaced`);
  }
  if (problems.length > 0) {
    throw new TypeError(
      `Cannot load ${path}: the file and the module differ at ${problems.length} path${problems.length === 1 ? "" : "s"}${partial ? "" : "; { partial: true } loads what both have"}\n` +
        problems.map((line) => `  ${line}`).join("\n"),
    );
  }
  for (const { item, array } of loaded) (item.leaf as Variable).setRawValue(array);
  return { loaded: loaded.map(({ item }) => item.name), missing, unexpected };
}

function keptOf(metadata: Readonly<Record<string, string>>): Readonly<Record<string, Kept>> {
  return metadata.format === "nnxlab" && metadata.nnx ? (JSON.parse(metadata.nnx) as Record<string, Kept>) : {};
}

function dtypeOf(kept: Kept | undefined): DType | undefined {
  return kept && isDType(kept.dtype) ? kept.dtype : undefined;
}
