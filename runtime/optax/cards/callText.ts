/** Descriptions in one line: `adam(learningRate: 0.001, b1: 0.9)`. */

import { short } from "../../cards/numbers.ts";
import { titleOf } from "../../cards/titleOf.ts";
import { DeviceArray, JaxArray } from "../../core/array.ts";
import { type Description, descriptionOf } from "../description.ts";
import { isTransformation } from "./parametersOf.ts";

/** Longer values are cut. */
const longest = 80;

/** The call that made a transformation or a schedule. */
export function callText({ name, parameters }: Description): string {
  const entries = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  if (name === "chain") return `chain(${(parameters.transforms as readonly unknown[]).map(valueText).join(", ")})`;
  return `${name}(${entries.map(([key, value]) => `${key}: ${valueText(value)}`).join(", ")})`;
}

/** A parameter in one line. */
export function valueText(value: unknown): string {
  const description = descriptionOf(value);
  if (description) return callText(description);
  if (typeof value === "number") return short(value);
  if (value instanceof JaxArray) return arrayText(value);
  if (typeof value === "function") return cut(sourceOf(value));
  if (isTransformation(value)) return "{ init, update }";
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (typeof value === "object" && value !== null) return recordText(value);
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function arrayText(x: JaxArray): string {
  return x instanceof DeviceArray && x.size === 1 && !x.isDeleted ? String(x) : titleOf(x);
}

/** A record; one that holds transformations is not cut, since these are what one looks for. */
function recordText(value: object): string {
  const own = Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
  if (!own) return cut(String(value));
  const text = `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${valueText(item)}`)
    .join(", ")} }`;
  return Object.values(value).some(isTransformation) ? text : cut(text);
}

function sourceOf(f: { readonly name: string }): string {
  const source = Function.prototype.toString.call(f).replace(/\s+/g, " ");
  return source.length <= longest && source.includes("=>") ? source : `function ${f.name || "(anonymous)"}`;
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
