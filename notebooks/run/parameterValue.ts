/** Values of parameters: from the words of a command line, and as TypeScript. */
import { BadInput } from "../badInput.ts";

/**
 * What a word on the command line means, as papermill reads it: a number, `true`, `false`, `null` (or Python's names of them), else
 * the word itself.
 *
 * @throws BadInput for an integer that a number cannot hold exactly
 * @example
 * assertEqual(["1e-3", "True", "none", "adam"].map(parameterValue), [0.001, true, "none", "adam"]);
 */
export function parameterValue(word: string): unknown {
  if (Object.hasOwn(words, word)) return words[word];
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) return word;
  const value = Number(word);
  if (/^[+-]?\d+$/.test(word) && !Number.isSafeInteger(value)) {
    throw new BadInput(`Cannot use ${word} as a number: it would become ${value}; pass it as text with -r`);
  }
  return value;
}

const words: Readonly<Record<string, unknown>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  null: null,
  None: null,
  NaN: Number.NaN,
  nan: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

/**
 * A value of JSON or YAML as TypeScript.
 *
 * @throws BadInput for a value that has no such text
 * @example
 * assertEqual(parameterText({ rates: [0.1, NaN], name: 'a"b' }), '{ "rates": [0.1, NaN], "name": "a\\"b" }');
 */
export function parameterText(value: unknown): string {
  if (value === null || typeof value === "number" || typeof value === "boolean")
    return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(parameterText).join(", ")}]`;
  if (typeof value === "object" && value !== undefined) {
    const entries = Object.entries(value).map(([key, item]) => `${keyText(key)}: ${parameterText(item)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  throw new BadInput(`Cannot write a parameter of type ${typeof value} as TypeScript: it must be a value of JSON`);
}

/** `"__proto__": x` would set what an object inherits from. */
function keyText(key: string): string {
  return key === "__proto__" ? '["__proto__"]' : JSON.stringify(key);
}
