/**
 * Runs a probe: a short function of a check that calls the learner's definitions and returns values. It runs where the learner's code
 * runs, in the kernel: in the notebook for `check(…)`, in the sandbox for grading.
 */
import { jax, jnp, lax, nnx, optax, random, tree } from "../../runtime/index.ts";
import { encodeValue } from "./encodeValue.ts";
import { snapshot } from "./snapshot.ts";

/** What is asked. */
export interface Probe {
  /** Body of a function of `seed` and the learner's names. */
  readonly code: string;
  /** Names of the notebook that it uses. */
  readonly needs: readonly string[];
  readonly seeds: readonly number[];
}

/** What was found: values for each seed, as JSON, or what was thrown. */
export type ProbeAnswer =
  | { readonly status: "ok"; readonly values: readonly unknown[] }
  | { readonly status: "missing"; readonly names: readonly string[] }
  | { readonly status: "error"; readonly name: string; readonly message: string };

/** What a probe may use besides the notebook's names. A learner who names something `jnp` does not change these. */
const vocabulary = { jax, jnp, lax, nnx, optax, random, tree, snapshot };

/**
 * Runs a probe for each seed.
 *
 * @param probe what to run
 * @param scope where the learner's definitions are: the kernel keeps them on `globalThis`
 */
export function runProbe({ code, needs, seeds }: Probe, scope: object = globalThis): ProbeAnswer {
  const definitions = needs.map((name) => [name, (scope as { [name: string]: unknown })[name]] as const);
  const names = definitions.filter(([, value]) => value === undefined).map(([name]) => name);
  if (names.length > 0) return { status: "missing", names };
  const known = { ...vocabulary, ...Object.fromEntries(definitions) };
  try {
    const run = new Function("seed", ...Object.keys(known), `"use strict";\n${code}`);
    const values = seeds.map((seed) => {
      const found = run(seed, ...Object.values(known)) as { [name: string]: unknown };
      return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, encodeValue(value, name)]));
    });
    return { status: "ok", values };
  } catch (error) {
    const thrown = error instanceof Error ? error : new Error(String(error));
    return { status: "error", name: thrown.name, message: thrown.message };
  }
}
