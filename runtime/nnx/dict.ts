import { Module } from "./module.ts";
import { setField } from "./pytree.ts";

/**
 * Modules, Variables, arrays or static values by name, as part of the state; use it where a plain object would hide them.
 *
 * @example
 * const rngs = new nnx.Rngs(0);
 * const heads = new nnx.Dict({ value: new nnx.Linear(2, 1, { rngs }), policy: new nnx.Linear(2, 4, { rngs }) });
 * assertEqual([Object.keys(heads), heads.policy.outFeatures], [["value", "policy"], 4]);
 */
export class Dict extends Module {
  // any: entries of any kind
  [name: string]: any;

  /** @param entries what the dict begins with */
  constructor(entries: Readonly<Record<string, unknown>> = {}) {
    super();
    for (const [name, value] of Object.entries(entries)) setField(this, name, value);
  }
}
