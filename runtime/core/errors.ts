/** Errors of tracing that deserve a name, because someone will look them up. */

/** A traced value was asked for its number: while a function is traced there is a shape and a dtype, but no number yet. */
export class ConcretizationError extends TypeError {
  override readonly name: string = "ConcretizationError";
}

/** An operation made a NaN or an infinity, while `debugNans` or `debugInfs` was on. */
export class FloatingPointError extends Error {
  override readonly name: string = "FloatingPointError";
}

/** A random key was used a second time, while `debugKeyReuse` was on. */
export class KeyReuseError extends Error {
  override readonly name: string = "KeyReuseError";
}

/** A traced value was used after the transformation that made it had ended. */
export class UnexpectedTracerError extends Error {
  override readonly name: string = "UnexpectedTracerError";
}
