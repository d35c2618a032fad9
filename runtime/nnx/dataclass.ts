/** `nnx.dataclass`: classes of nodes that are a list of their fields. */
import { checkPytree, data, declareFields, isData, Pytree, setField } from "./pytree.ts";

/** How a field is declared: as state or as part of the program, perhaps with a default. */
export interface FieldDeclaration<Optional extends boolean = boolean> {
  readonly kind: "data" | "static";
  /** Makes the value of a field that was not given. */
  readonly make: Optional extends true ? () => unknown : undefined;
  /** The same declaration, with a function that makes the value where none is given. */
  default(make: () => unknown): FieldDeclaration<true>;
}

function declaration(kind: "data" | "static"): FieldDeclaration<false> {
  const withDefault = (make: () => unknown): FieldDeclaration<true> => ({ kind, make, default: withDefault });
  return { kind, make: undefined, default: withDefault };
}

/**
 * Declares a field of `nnx.dataclass` that is state: arrays, Variables and modules, also in lists and objects.
 *
 * @example
 * class Stats extends nnx.dataclass({ history: nnx.Data }) {}
 * assertEqual(nnx.toFlatState(nnx.state(new Stats({ history: [jnp.array(1), jnp.array(2)] }))).paths.length, 2);
 */
export const Data: FieldDeclaration<false> = declaration("data");

/**
 * Declares a field of `nnx.dataclass` that is part of the program: numbers, strings, functions, sizes.
 *
 * @example
 * class Block extends nnx.dataclass({ sizes: nnx.Static.default(() => [3, 4]) }) {}
 * assertEqual(new Block({}).sizes, [3, 4]);
 */
export const Static: FieldDeclaration<false> = declaration("static");

type Fields = Readonly<Record<string, FieldDeclaration>>;

/** What the constructor of a dataclass takes: every field without a default. */
// any: what fields hold is not declared
export type FieldValues<F extends Fields> = {
  readonly [K in keyof F as F[K] extends FieldDeclaration<true> ? never : K]: any;
} & { readonly [K in keyof F as F[K] extends FieldDeclaration<true> ? K : never]?: any };

// any: see FieldValues
type Instance<F extends Fields, B> = B & { [K in keyof F]: any };
type Base = abstract new () => Pytree;

/**
 * A class of nodes with declared fields: extend it. Its constructor takes an object of them; what a field is, state or part of the
 * program, stays so whatever is assigned to it later.
 *
 * @param fields a declaration for each field
 * @param base the class to extend; default `nnx.Pytree`, or `nnx.Module`
 * @returns a class
 * @throws TypeError when a field is missing or unknown, a number is given for state, or state for a static field
 * @example
 * class Scale extends nnx.dataclass({ factor: nnx.Data, times: nnx.Static, name: nnx.Static.default(() => "scale") }, nnx.Module) {}
 * const scale = new Scale({ factor: new nnx.Param(jnp.array(2)), times: 3 });
 * assertEqual([scale.times, scale.name, Object.keys(nnx.state(scale))], [3, "scale", ["factor"]]);
 */
export function dataclass<F extends Fields, B extends Base = typeof Pytree>(
  fields: F,
  base?: B,
): new (
  values: FieldValues<F>,
) => Instance<F, InstanceType<B>> {
  const parent = (base ?? Pytree) as typeof Pytree;
  class Dataclass extends parent {
    constructor(values: Readonly<Record<string, unknown>>) {
      super();
      const unknown = Object.keys(values).find((name) => !Object.hasOwn(fields, name));
      if (unknown !== undefined)
        throw new TypeError(
          `Cannot make a ${new.target.name}: it has no field ${unknown}; the fields are ${Object.keys(fields).join(", ")}`,
        );
      for (const [name, declared] of Object.entries(fields)) {
        const given = Object.hasOwn(values, name);
        if (!given && !declared.make)
          throw new TypeError(`Cannot make a ${new.target.name}: the field ${name} is missing, and has no default`);
        const value = given ? values[name] : declared.make!();
        setField(this, name, declared.kind === "data" && !isData(value) ? data(value) : value);
      }
      checkPytree(this);
    }
  }
  declareFields(Dataclass, new Map(Object.entries(fields).map(([name, { kind }]) => [name, kind])));
  return Dataclass as unknown as new (
    values: FieldValues<F>,
  ) => Instance<F, InstanceType<B>>;
}
