/**
 * What the user handed over cannot be worked with: a corrupt notebook, an unknown exercise, a folder that cannot be written. The
 * command line prints the message alone and exits with 2.
 *
 * @example
 * const error = new BadInput("Cannot read lesson.ipynb: it is empty");
 * assertEqual(error.name, "BadInput");
 */
export class BadInput extends Error {
  override readonly name = "BadInput";
}
