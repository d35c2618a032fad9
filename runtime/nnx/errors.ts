/** Errors of NNX that deserve a name, because someone will look them up; and how errors name things. */

/** A variable was changed inside a transformation that does not know of it: the change would be lost or leak a traced value. */
export class TraceContextError extends Error {
  override readonly name: string = "TraceContextError";
}

/** "a Linear", "an Embed", "an LSTMCell": as the name is read. */
export function withArticle(name: string): string {
  return `${/^([AEIO]|[LRM][A-Z])/.test(name) ? "an" : "a"} ${name}`;
}
