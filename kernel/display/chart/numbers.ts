/** Lists of numbers, however they are given: JavaScript arrays, typed arrays, arrays of the runtime, nested. */

/** Numbers in any nest of lists. */
export type Numbers = number | bigint | boolean | ArrayLike<unknown> | Iterable<unknown> | { tolist(): unknown };

/** All numbers of a nest, row by row. Throws a TypeError that names `what` for anything that is no number. */
export function flatNumbers(data: unknown, what: string): number[] {
  const found: number[] = [];
  const visit = (value: unknown): void => {
    const list = elementsOf(value);
    if (list) for (const element of list) visit(element);
    else found.push(toNumber(value, what));
  };
  visit(data);
  return found;
}

/** A matrix; a list of numbers is one row. Throws a TypeError when rows differ in length or there is a third axis. */
export function matrixOf(data: unknown, what: string): number[][] {
  const rows = elementsOf(data);
  if (!rows) throw new TypeError(`Cannot draw ${what}: expected a matrix, got ${describe(data)}`);
  const lists = rows.map(elementsOf);
  if (lists.every((list) => list === undefined)) return [rows.map((value) => toNumber(value, what))];
  const matrix = lists.map((list, i) => {
    if (!list) throw new TypeError(`Cannot draw ${what}: row ${i} is ${describe(rows[i])}, and others are lists`);
    return list.map((value) => toNumber(value, what));
  });
  const ragged = matrix.findIndex((row) => row.length !== matrix[0]!.length);
  if (ragged >= 0) {
    throw new TypeError(
      `Cannot draw ${what}: row ${ragged} has ${matrix[ragged]!.length} elements, row 0 has ${matrix[0]!.length}`,
    );
  }
  return matrix;
}

/** The elements of a list, or undefined for what is none. A scalar array of the runtime is none. */
export function elementsOf(value: unknown): unknown[] | undefined {
  if (typeof value !== "object" && typeof value !== "function") return undefined;
  if (value === null) return undefined;
  if (Array.isArray(value)) return value;
  if ("tolist" in value && typeof value.tolist === "function") {
    const list = value.tolist() as unknown;
    return Array.isArray(list) ? list : undefined;
  }
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  return Symbol.iterator in value ? [...(value as Iterable<unknown>)] : undefined;
}

/** A number, or what stands for one: a scalar array, a bigint, a boolean. */
export function toNumber(value: unknown, what: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (typeof value === "object" && value !== null && "item" in value && typeof value.item === "function") {
    const item = (value as { item(): unknown }).item();
    if (typeof item === "number" || typeof item === "bigint" || typeof item === "boolean") return Number(item);
  }
  throw new TypeError(`Cannot draw ${what}: expected numbers, got ${describe(value)}`);
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  const elements = elementsOf(value);
  if (elements) return `a list of ${elements.length}`;
  return typeof value === "object" && value !== null ? (value.constructor?.name ?? "an object") : String(value);
}

/** Five digits are more than a picture shows, and half of what a float32 has. */
export function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(5)) : null;
}
