/** `nnx.customVjp`: a function of modules with a reverse derivative written by hand. */
import { customVjp as customVjpOfArrays } from "../../control/index.ts";
import { flatten, flattenUpTo } from "../../types/pytree.ts";
import { toPredicate } from "../filters.ts";
import { type Path, printPath } from "../keyOrder.ts";
import { fromFlatState, isLevel, toFlatState } from "../state.ts";
import { makeVariable, metadataOf, Variable, type VariableType } from "../variable.ts";
import { DiffState } from "./grad.ts";
import { heldAfter, putBack } from "./graphBody.ts";
import { enter, heldValues, isGraph, type Opened, open, plainValues } from "./graphCall.ts";

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/** Options of `nnx.customVjp`. */
export interface CustomVjpOptions {
  /**
   * A position: an argument that is handed on as it is, which may be anything but a module. A DiffState: of the module at that
   * position only what its filter takes is differentiated. Default none.
   */
  readonly nondiffArgnums?: readonly (number | DiffState)[];
}

/** A function of modules with a reverse rule. */
export type CustomVjp<F extends AnyFunction> = F & {
  /**
   * Gives the rule: `fwd(...arguments)` returns [value, residuals], in which there may be modules; `bwd(residuals, [updates, ct])`,
   * with the arguments at plain nondiffArgnums before, returns a list of the other arguments' cotangents: a State for a module, null
   * for zero. `updates` has for each of them the cotangent of what the function left in the module, a State, or null for an array.
   */
  defvjp(
    fwd: (...args: any[]) => readonly [unknown, unknown],
    bwd: (...args: any[]) => readonly unknown[],
  ): CustomVjp<F>;
};

/**
 * Like `jax.customVjp`, for functions of modules. What the function changes in Variables comes through; the structure of modules
 * must stay.
 *
 * @param f the function; it returns arrays or trees of them
 * @param options see {@link CustomVjpOptions}
 * @returns a function of the same arguments with a method `defvjp(fwd, bwd)`
 * @throws TypeError for a module at a plain nondiffArgnums position, when there is no rule, and where what a rule returns does not fit
 * @example
 * class Foo extends nnx.Module {
 *   x = new nnx.Param(jnp.array(1).astype("float32"));
 *   y = new nnx.Param(jnp.array(2).astype("float32"));
 * }
 * const f = nnx.customVjp((m: Foo) => jnp.sin(m.x).mul(m.y));
 * f.defvjp(
 *   (m: Foo) => [f(m), m],
 *   (m: Foo, [[updates], ct]: [[nnx.State], jax.Array]) => [
 *     new nnx.State({
 *       x: updates.x.replace(jnp.cos(m.x).mul(m.y).mul(ct)),
 *       y: updates.y.replace(jnp.sin(m.x).mul(ct)),
 *     }),
 *   ],
 * );
 * const grads = nnx.grad(f)(new Foo());
 * assertAllClose([grads.x.value, grads.y.value], [2 * Math.cos(1), Math.sin(1)]);
 */
export function customVjp<F extends AnyFunction>(f: F, options: CustomVjpOptions = {}): CustomVjp<F> {
  const { nondiffArgnums = [] } = options;
  const action = `call the customVjp function ${f.name || "<lambda>"}`;
  const numbers = nondiffArgnums.map((entry) => (entry instanceof DiffState ? entry.argnum : entry));
  const repeated = numbers.find((n, i) => numbers.indexOf(n) < i);
  if (repeated !== undefined) throw new RangeError(`Cannot ${action}: nondiffArgnums names argument ${repeated} twice`);
  let rules: { fwd: AnyFunction; bwd: AnyFunction } | undefined;

  const call = (...args: unknown[]): unknown => {
    const fixed = nondiffArgnums.filter((entry) => typeof entry === "number");
    const pass = new Pass(f, args, { nondiffArgnums, fixed, action });
    const custom = customVjpOfArrays(pass.run);
    if (rules) custom.defvjp(pass.forward(rules.fwd), pass.backward(rules.bwd));
    const [held, out] = custom(...(pass.inputs as [never, never, never])) as unknown as [unknown[], unknown];
    putBack(pass.opened, held);
    return out;
  };
  Object.defineProperty(call, "name", { value: f.name });
  const custom = Object.assign(call, {
    defvjp(fwd: AnyFunction, bwd: AnyFunction) {
      rules = { fwd, bwd };
      return custom;
    },
  }) as unknown as CustomVjp<F>;
  return custom;
}

interface PassOptions {
  readonly nondiffArgnums: readonly (number | DiffState)[];
  readonly fixed: readonly number[];
  readonly action: string;
}

/** What modules hold that is differentiated, what else they hold, and the arrays among the arguments. */
type Inputs = [differentiated: unknown[], others: unknown[], values: unknown[]];
/** What modules hold afterwards, and the result. */
type Outputs = [held: unknown[], out: unknown];

/** One call: the functions of arrays that stand for the user's functions of modules. */
class Pass {
  readonly opened: Opened;
  readonly inputs: Inputs;
  readonly #f: AnyFunction;
  readonly #args: readonly unknown[];
  readonly #fixed: readonly number[];
  readonly #action: string;
  /** For each leaf of the modules, whether it is differentiated. */
  readonly #chosen: readonly boolean[];
  /** The residuals' structure, found by the forward rule. */
  #residuals: { readonly opened: Opened; readonly places: readonly number[] } | undefined;

  constructor(f: AnyFunction, args: readonly unknown[], { nondiffArgnums, fixed, action }: PassOptions) {
    for (const argnum of fixed) {
      if (flatten(args[argnum], isGraph)[0].some(isGraph))
        throw new TypeError(
          `Cannot ${action}: nondiffArgnums names argument ${argnum}, which has a module; say new nnx.DiffState(${argnum}, nnx.Nothing) to keep it from being differentiated`,
        );
    }
    this.#f = f;
    this.#args = args;
    this.#fixed = fixed;
    this.#action = action;
    this.opened = open(args.filter((_, i) => !fixed.includes(i)));
    const filterOf = new Map(
      nondiffArgnums.flatMap((entry) =>
        entry instanceof DiffState ? [[entry.argnum, toPredicate(entry.filter)]] : [],
      ),
    );
    const argnums = args.flatMap((_, i) => (fixed.includes(i) ? [] : [i]));
    const argOfRoot = this.opened.def.children.flatMap((_, k) =>
      this.#slots(k).flatMap((slot) => ("root" in slot ? [argnums[k]!] : [])),
    );
    this.#chosen = this.opened.leaves.map((leaf, n) => {
      const takes = filterOf.get(argOfRoot[this.opened.rootOfLeaf[n]!]!);
      return takes ? takes(this.opened.paths[n]!, leaf) : true;
    });
    const held = heldValues(this.opened.leaves);
    this.inputs = [
      held.filter((_, n) => this.#chosen[n]),
      held.filter((_, n) => !this.#chosen[n]),
      plainValues(this.opened.slots),
    ];
  }

  /** The function itself. */
  readonly run = (...inputs: Inputs): Outputs => {
    const entered = this.#enter(inputs);
    const out: unknown = this.#f(...this.#whole(entered.args));
    return [heldAfter(this.opened, entered, this.#action).held, this.#checkOut(out)];
  };

  /** The forward rule. */
  forward(fwd: AnyFunction): (...inputs: any[]) => [Outputs, unknown[]] {
    return (...inputs) => {
      const entered = this.#enter(inputs as Inputs);
      const result: unknown = fwd(...this.#whole(entered.args));
      if (!Array.isArray(result) || result.length !== 2)
        throw new TypeError(`Cannot ${this.#action}: its fwd rule must return a list [value, residuals]`);
      const held = heldAfter(this.opened, entered, this.#action).held;
      const residuals = open(result[1]);
      const values = plainValues(residuals.slots);
      const places = values.flatMap((value, i) => (isConstant(value) ? [] : [i]));
      this.#residuals = { opened: residuals, places };
      return [
        [held, this.#checkOut(result[0])],
        [heldValues(residuals.leaves), places.map((i) => values[i])],
      ];
    };
  }

  /** The backward rule. */
  backward(bwd: AnyFunction): (...args: any[]) => unknown[] {
    return ([held, values]: [unknown[], unknown[]], [heldCts, outCt]: [unknown[], unknown]) => {
      const { opened, places } = this.#residuals!;
      const all = plainValues(opened.slots);
      for (const [k, place] of places.entries()) all[place] = values[k];
      const residuals = enter(opened, held, all).args;
      const updates = this.opened.def.children.map((_, k) => this.#updatesOf(k, heldCts));
      const fixed = this.#fixed.map((argnum) => this.#args[argnum]);
      return this.#cotangents(bwd(...fixed, residuals, [updates, outCt]));
    };
  }

  #enter([differentiated, others, values]: Inputs): ReturnType<typeof enter> {
    let [d, o] = [0, 0];
    const held = this.#chosen.map((chosen) => (chosen ? differentiated[d++] : others[o++]));
    return enter(this.opened, held, values);
  }

  #whole(dynamic: readonly unknown[]): unknown[] {
    let next = 0;
    return this.#args.map((arg, i) => (this.#fixed.includes(i) ? arg : dynamic[next++]));
  }

  #checkOut(out: unknown): unknown {
    if (!flatten(out, isGraph)[0].some(isGraph)) return out;
    throw new TypeError(`Cannot ${this.#action}: it returns a module; return arrays, and change modules in place`);
  }

  #slots(argument: number): Opened["slots"] {
    const sizes = this.opened.def.children.map((child) => child.numLeaves);
    const first = sizes.slice(0, argument).reduce((sum, n) => sum + n, 0);
    return this.opened.slots.slice(first, first + sizes[argument]!);
  }

  #leavesOf(root: number): number[] {
    return this.opened.rootOfLeaf.flatMap((r, n) => (r === root ? [n] : []));
  }

  /** For one argument, the cotangents of what its modules hold afterwards; null in place of arrays. */
  #updatesOf(argument: number, cotangents: readonly unknown[]): unknown {
    const leaves = this.#slots(argument).map((slot) => {
      if (!("root" in slot)) return null;
      const items = this.#leavesOf(slot.root).map(
        (n) => [this.opened.paths[n]!, boxed(this.opened.leaves[n], cotangents[n])] as const,
      );
      return items.length === 1 && items[0]![0].length === 0 ? items[0]![1] : fromFlatState(items);
    });
    return this.opened.def.children[argument]!.unflatten(leaves);
  }

  /** What the bwd rule returned, as cotangents of the inputs. */
  #cotangents(result: unknown): [unknown[], null, unknown[]] {
    const count = this.opened.def.children.length;
    const action = `use the bwd rule to ${this.#action}`;
    if (!Array.isArray(result) || result.length !== count) {
      throw new TypeError(
        `Cannot ${action}: it must return a list of ${count} cotangents, one for each argument, got ${Array.isArray(result) ? result.length : typeof result}`,
      );
    }
    const held: unknown[] = [];
    const values: unknown[] = [];
    this.opened.def.children.forEach((child, k) => {
      const given: unknown[] =
        result[k] === null || result[k] === undefined
          ? new Array<null>(child.numLeaves).fill(null)
          : flattenUpTo(child, result[k], `${action} for argument ${k}`);
      this.#slots(k).forEach((slot, i) => {
        if ("root" in slot) held.push(...this.#ofRoot(slot.root, given[i], `${action} for argument ${k}`));
        else values.push(given[i]);
      });
    });
    return [held, null, values];
  }

  #ofRoot(root: number, given: unknown, action: string): unknown[] {
    const wanted = this.#leavesOf(root).filter((n) => this.#chosen[n]);
    if (given === null || given === undefined) return wanted.map(() => null);
    const found = new Map(
      (isLevel(given) ? [...toFlatState(given)] : [[[] as Path, given] as const]).map(([path, leaf]) => [
        printPath(path),
        leaf,
      ]),
    );
    const cotangents = wanted.map((n) => {
      const path = printPath(this.opened.paths[n]!);
      if (!found.has(path))
        throw new TypeError(
          `Cannot ${action}: its State has no cotangent of \`${path}\`; there are ${[...found.keys()].join(", ")}`,
        );
      const leaf = found.get(path);
      found.delete(path);
      return leaf instanceof Variable ? leaf.getRawValue() : leaf;
    });
    const extra = [...found.keys()];
    if (extra.length > 0)
      throw new TypeError(
        `Cannot ${action}: its State has cotangents of ${extra.join(", ")}, which are not differentiated; leave them out`,
      );
    return cotangents;
  }
}

function isConstant(value: unknown): boolean {
  return value === null || typeof value === "string" || typeof value === "function" || value === undefined;
}

function boxed(leaf: unknown, value: unknown): unknown {
  return leaf instanceof Variable ? makeVariable(leaf.constructor as VariableType, value, metadataOf(leaf)) : value;
}
