/** Thrown into a cell that waits when the user interrupts it. */
export class KeyboardInterrupt extends Error {
  override readonly name: string = "KeyboardInterrupt";
}
