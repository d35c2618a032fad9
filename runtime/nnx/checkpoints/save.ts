import { JaxArray } from "../../core/array.ts";
import { flattenWithPath, keystr } from "../../types/pytree.ts";
import { type Filter, toPredicate } from "../filters.ts";
import { flatten } from "../graph/split.ts";
import { Variable } from "../variable.ts";
import { writeFileAtomically } from "./files.ts";
import { type Tensor, writeSafetensors } from "./safetensors.ts";
import { tensorOf } from "./tensorOf.ts";

/** Options of `nnx.save`. */
export interface SaveOptions {
  /** Which Variables; default all. */
  readonly only?: Filter;
  /** Notes of text, kept in the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a file says of each of its tensors: class of the Variable and dtype. */
export interface Kept {
  readonly type: string;
  readonly dtype: string;
}

/**
 * Writes the state of a module to a file that Python's `safetensors` reads: each array under its path, as `layers.0.kernel`, and
 * in the notes which class of Variable it was in. The file is there whole, or as it was before.
 *
 * @param path the file, usually `….safetensors`
 * @param node a module, an optimizer, or a list or object of several
 * @param options see {@link SaveOptions}
 * @throws Error when the file cannot be written; TypeError for a state that is no array
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * nnx.save("/tmp/nnxlab-example.safetensors", model);
 * const other = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(1) });
 * nnx.load("/tmp/nnxlab-example.safetensors", other);
 * assertAllClose(other.kernel.value, model.kernel.value);
 */
export function save(path: string, node: unknown, options: SaveOptions = {}): void {
  const takes = toPredicate(options.only ?? true);
  const tensors = new Map<string, Tensor>();
  const kept: Record<string, Kept> = {};
  for (const { name, leaf, array } of namedArrays(node, `save ${path}`)) {
    if (!takes(name.split("."), leaf)) continue;
    tensors.set(name, tensorOf(array));
    kept[name] = { type: (leaf as object).constructor.name, dtype: array.dtype };
  }
  const metadata = { ...options.metadata, format: "nnxlab", nnx: JSON.stringify(kept) };
  writeFileAtomically(path, writeSafetensors({ tensors, metadata }));
}

/** Every array in a module, with its name in a file and the Variable that holds it. */
export function* namedArrays(
  node: unknown,
  action: string,
): Generator<{ readonly name: string; readonly leaf: unknown; readonly array: JaxArray; readonly whole: boolean }> {
  const [, flat] = flatten(node);
  for (const [path, leaf] of flat) {
    const held: unknown = leaf instanceof Variable ? leaf.getRawValue() : leaf;
    const whole = held instanceof JaxArray;
    for (const [inside, array] of flattenWithPath(held)[0]) {
      const name = [...path, ...(whole ? [] : [keystr(inside)])].join(".");
      if (array instanceof JaxArray) yield { name, leaf, array, whole };
      else if (typeof array !== "number" && typeof array !== "boolean")
        throw new TypeError(`Cannot ${action}: ${name} is no array but a ${typeof array}`);
    }
  }
}
