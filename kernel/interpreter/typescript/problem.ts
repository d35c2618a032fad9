/** Something wrong with a cell that was found without running it. */

export interface Problem {
  /** `syntax` and `type` come from the compiler, `module` is an import that leads nowhere, `lint` a trap of our own list, `config` the user's tsconfig. */
  readonly kind: "syntax" | "type" | "module" | "lint" | "config";
  /** The compiler's number, `TS2322`. */
  readonly code?: string;
  readonly message: string;
  /** Where: in the cell, or in a file that the cell imports. */
  readonly file?: string;
  /** Text of that file, for showing the line. */
  readonly text: string;
  /** UTF-16 units from the start of the text. */
  readonly start: number;
  readonly length: number;
}
