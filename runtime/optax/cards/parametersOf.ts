/** The parameters of a description, sorted by what they are. */
import { JaxArray } from "../../core/array.ts";
import type { GradientTransformation, Schedule } from "../base.ts";
import { type Description, descriptionOf } from "../description.ts";

/** A transformation inside another one, with the label it has there. */
export interface Part {
  readonly label: string | undefined;
  readonly transformation: GradientTransformation;
}

/** Whether a value can be used as a transformation, whoever made it. */
export function isTransformation(value: unknown): value is GradientTransformation {
  const record = value as Partial<GradientTransformation> | null;
  return (
    typeof record === "object" &&
    record !== null &&
    typeof record.init === "function" &&
    typeof record.update === "function"
  );
}

/** A schedule that says what it was made by. */
export function isDescribedSchedule(value: unknown): value is Schedule {
  return typeof value === "function" && descriptionOf(value) !== undefined;
}

/** The transformations among the parameters, in order: alone, in a list, in a list with names, or in a record. */
export function partsOf({ parameters }: Description): Part[] {
  return Object.values(parameters).flatMap(partsIn);
}

function partsIn(value: unknown): Part[] {
  if (isTransformation(value)) return [{ label: undefined, transformation: value }];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown): Part[] => {
      if (Array.isArray(item) && item.length === 2 && typeof item[0] === "string" && isTransformation(item[1])) {
        return [{ label: item[0], transformation: item[1] }];
      }
      return isTransformation(item) ? [{ label: undefined, transformation: item }] : [];
    });
  }
  if (typeof value !== "object" || value === null || value instanceof JaxArray) return [];
  return Object.entries(value)
    .filter(([, item]) => isTransformation(item))
    .map(([label, transformation]) => ({ label, transformation: transformation as GradientTransformation }));
}

/** The parameters that are no transformations and were given or have a default, by name. */
export function settingsOf({ parameters }: Description): [name: string, value: unknown][] {
  return Object.entries(parameters).filter(
    ([, value]) => value !== undefined && value !== null && partsIn(value).length === 0 && !isEmptyList(value),
  );
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Whether the parts work one after another. */
export function isChain({ name }: Description): boolean {
  return name === "chain" || name === "namedChain";
}

/**
 * What is inside a description: its parts or, of one that has none, those of what it is made of: `adam` is a chain of two, `nadam` is `adam`
 * with another option.
 */
export function insideOf(description: Description): Part[] | Description | undefined {
  const parts = partsOf(description);
  if (parts.length > 0) return parts;
  const { of } = description;
  if (!of || insideOf(of) === undefined) return undefined;
  if (isChain(of)) return partsOf(of);
  // `addDecayedWeights` with a mask is a masked record of two functions, which nobody wants to see
  return partsOf(of).some(({ transformation }) => !descriptionOf(transformation)) ? undefined : of;
}
