/** NumPy's groups of scalar types, which no array has but a dtype can be asked about: `jnp.floating`, `jnp.integer` and so on. */
import { type DType, dtypes } from "../types/dtype.ts";

/** Names of the groups. */
export type AbstractTypeName =
  | "generic"
  | "number"
  | "integer"
  | "signedinteger"
  | "unsignedinteger"
  | "inexact"
  | "floating"
  | "complexfloating";

/** A group of dtypes, for `jnp.issubdtype`. */
export class AbstractType {
  /** As NumPy calls it. */
  readonly name: AbstractTypeName;
  readonly #kinds: ReadonlySet<string>;

  constructor(name: AbstractTypeName, kinds: readonly string[]) {
    this.name = name;
    this.#kinds = new Set(kinds);
  }

  /** Whether a dtype belongs to it. */
  has(dtype: DType): boolean {
    return this.#kinds.has(dtypes[dtype].kind);
  }

  /** Whether all of another group belongs to it. */
  includes(other: AbstractType): boolean {
    return [...other.#kinds].every((kind) => this.#kinds.has(kind));
  }

  toString(): string {
    return this.name;
  }
}

/**
 * Every scalar type.
 *
 * @example
 * assertEqual(jnp.issubdtype("bool", jnp.generic), true);
 */
export const generic: AbstractType = new AbstractType("generic", ["bool", "int", "uint", "float", "complex", "key"]);

/**
 * Numbers: all but bool and keys.
 *
 * @example
 * assertEqual(jnp.issubdtype("bool", jnp.number), false);
 */
export const number: AbstractType = new AbstractType("number", ["int", "uint", "float", "complex"]);

/**
 * Whole numbers, with and without a sign.
 *
 * @example
 * assertEqual(jnp.issubdtype("uint8", jnp.integer), true);
 */
export const integer: AbstractType = new AbstractType("integer", ["int", "uint"]);

/**
 * Whole numbers with a sign.
 *
 * @example
 * assertEqual(jnp.issubdtype("uint8", jnp.signedinteger), false);
 */
export const signedinteger: AbstractType = new AbstractType("signedinteger", ["int"]);

/**
 * Whole numbers without a sign.
 *
 * @example
 * assertEqual(jnp.issubdtype("uint8", jnp.unsignedinteger), true);
 */
export const unsignedinteger: AbstractType = new AbstractType("unsignedinteger", ["uint"]);

/**
 * Numbers that are rounded: floats, and complex ones.
 *
 * @example
 * assertEqual(jnp.issubdtype(jnp.floating, jnp.inexact), true);
 */
export const inexact: AbstractType = new AbstractType("inexact", ["float", "complex"]);

/**
 * Floats.
 *
 * @example
 * assertEqual(jnp.issubdtype(jnp.bfloat16, jnp.floating), true);
 */
export const floating: AbstractType = new AbstractType("floating", ["float"]);

/**
 * Complex numbers.
 *
 * @example
 * assertEqual(jnp.issubdtype("complex64", jnp.complexfloating), true);
 */
export const complexfloating: AbstractType = new AbstractType("complexfloating", ["complex"]);

/** The groups by name. */
export const abstractTypes: Readonly<Record<AbstractTypeName, AbstractType>> = {
  generic,
  number,
  integer,
  signedinteger,
  unsignedinteger,
  inexact,
  floating,
  complexfloating,
};
