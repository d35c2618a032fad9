/** How instances of a class look in console.log. */

/** Sets the text that `console.log` prints for instances; default: their own `toString()`. */
export function showInConsole<T extends object>(
  type: abstract new (...args: any[]) => T,
  text: (value: T) => string = String,
): void {
  Object.defineProperty(type.prototype, Symbol.for("nodejs.util.inspect.custom"), {
    value(this: T): string {
      return text(this);
    },
    configurable: true,
  });
}
