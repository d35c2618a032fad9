/**
 * Where a top-level variable that holds numbers lives: in the field of an object of its own.
 *
 *     cells ── __box_total.value ──▶ box ◀── total ── a getter and a setter of the global object ── whoever else
 *
 * V8 makes a new number on the heap at each store to a property of the global object (`sum += i` in a loop: 8 to 16 ns), but writes into
 * a field in place, once it has seen that the field holds numbers only. What it has seen it keeps with the object's class, so each box has
 * a class of its own, and nothing but a number is in it before a cell assigns something.
 */

/** A variable; without `value` as long as it has none. */
export interface NumberBox {
  value?: unknown;
}

/** A box for the variable `name`, to which `globals` leads from now on. A value that is no number does not go in. */
export function openBox(globals: object, name: string, value: unknown): NumberBox {
  const box: NumberBox = new (class {})();
  if (typeof value === "number") box.value = value;
  lead(globals, name, box, "value");
  return box;
}

/** The variable moves back to the global object, with `value`; code that has the box finds it there. */
export function closeBox(globals: object, name: string, box: NumberBox, value: unknown): void {
  Object.defineProperty(globals, name, { value, writable: true, configurable: true, enumerable: true });
  lead(box, "value", globals, name);
}

/** Who reads or assigns the one property reads or assigns the other. */
function lead(from: object, name: string, to: object, target: string): void {
  const variables = to as Record<string, unknown>;
  Object.defineProperty(from, name, {
    get: () => variables[target],
    set(value: unknown) {
      variables[target] = value;
    },
    configurable: true,
    enumerable: true,
  });
}
