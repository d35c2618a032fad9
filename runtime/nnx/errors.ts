/** Errors of NNX that deserve a name, because someone will look them up. */

/** A variable was changed inside a transformation that does not know of it: the change would be lost or leak a traced value. */
export class TraceContextError extends Error {
  override readonly name: string = "TraceContextError";
}
