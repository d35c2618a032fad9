/** A model that is trained here and, on the same data from the same seed, in real Flax: `NAME.reference.py` writes what came of it there. */
import { readFileSync } from "node:fs";
import type { jax } from "../../index.ts";

/** A model with its data and how it is trained. */
export interface TrainedModel {
  /** The name of its files. */
  readonly name: string;
  /** One line for people. */
  readonly about: string;
  /** How many steps a whole training takes. */
  readonly steps: number;
  /** Makes model, data and optimizers. */
  begin(): Training;
}

/** A training that has begun. */
export interface Training {
  /** Does step `i` (0, 1, …, in order) and gives the losses before it. */
  step(i: number): Readonly<Record<string, jax.Array>>;
  /** What the model is good for now, on data it was not trained with. */
  after(): Readonly<Record<string, number>>;
}

/** What real Flax has for a model. */
export interface Reference {
  readonly versions: Readonly<Record<string, string>>;
  /** Numbers of steps: all of the first ten, every tenth, the last. */
  readonly steps: readonly number[];
  /** The losses before those steps. */
  readonly losses: Readonly<Record<string, readonly number[]>>;
  readonly after: Readonly<Record<string, number>>;
}

/** Reads `NAME.reference.json`. */
export function referenceOf(name: string): Reference {
  return JSON.parse(readBeside(`${name}.reference.json`));
}

/** A text file of this folder of the sources, also when this runs from dist/. */
export function readBeside(path: string): string {
  return readFileSync(new URL(path, import.meta.url.replace("/dist/runtime/", "/runtime/")), "utf8");
}
