/** Evaluates the expressions of case files (goldens/README.md) with this runtime's functions. */
import { DeviceArray, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { jax, jnp, nnx, tree } from "../index.ts";
import { isDType } from "../types/dtype.ts";
import { bindArguments, callByName, callValue, camelCase, hasSignature, resolve, withOptions } from "./call.ts";
import { Unsupported } from "./unsupported.ts";

/** An expression: a literal, a list (a tuple), or an object with one of the forms of the README. */
export type Expression = number | boolean | string | null | readonly Expression[] | { readonly [form: string]: any };

/** Names in scope: inputs of the case and variables bound by `lambda` and `let`. */
export interface Scope {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly variables: ReadonlyMap<string, unknown>;
}

/** A scope with more variables. */
export function extend(scope: Scope, names: Iterable<readonly [string, unknown]>): Scope {
  return { inputs: scope.inputs, variables: new Map([...scope.variables, ...names]) };
}

type Form = (e: Record<string, any>, scope: Scope) => unknown;

/** One entry for each form; the first whose key is in the object is taken. */
const forms: Readonly<Record<string, Form>> = {
  f: (e) => float(e.f),
  list: (e, s) => e.list.map((item: Expression) => evaluate(item, s)),
  dict: (e, s) => record(e.dict, s),
  dict_items: (e, s) =>
    new Map(e.dict_items.map(([k, v]: [Expression, Expression]) => [evaluate(k, s), evaluate(v, s)])),
  in: (e, s) => s.inputs[e.in],
  var: (e, s) => s.variables.get(e.var),
  fn: (e) => resolve(e.fn),
  dtype: (e) => dtype(e.dtype),
  call: (e, s) => {
    const ofArrays = /^jax\.(numpy|lax|nn)\./.test(e.call);
    const args = argumentsOf(e, s, ofArrays);
    const kwargs = record(e.kwargs ?? {}, s);
    // types here, not values: an object with their fields
    if (/^jax\.lax\.\w+DimensionNumbers$/.test(e.call)) return withOptions([], kwargs)[0];
    if (makesArray.has(e.call) && isListOfFloats(e.args?.[0]) && args.length === 1 && kwargs.dtype === undefined)
      kwargs.dtype = "float32";
    return callByName(e.call, args, kwargs);
  },
  apply: (e, s) => callValue(evaluate(e.apply, s), withOptions(argumentsOf(e, s), record(e.kwargs ?? {}, s))),
  method: (e, s) => method(evaluate(e.of, s), e.method, argumentsOf(e, s), record(e.kwargs ?? {}, s)),
  attr: (e, s) => attribute(evaluate(e.of, s), e.attr),
  op: (e, s) => operator(e.op, argumentsOf(e, s, true)),
  index: (e, s) => index(evaluate(e.index, s), e.by, s),
  lambda:
    (e, s) =>
    (...args: unknown[]) =>
      evaluate(
        e.body,
        extend(
          s,
          e.lambda.map((name: string, i: number) => [name, args[i]]),
        ),
      ),
  let: (e, s) => {
    let inner = s;
    for (const [name, value] of e.let) inner = extend(inner, [[name, evaluate(value, inner)]]);
    return evaluate(e.body, inner);
  },
  custom_vjp: (e, s) => custom("customVjp", "defvjp", e.custom_vjp.primal, [e.custom_vjp.fwd, e.custom_vjp.bwd], s),
  custom_jvp: (e, s) => custom("customJvp", "defjvp", e.custom_jvp.primal, [e.custom_jvp.jvp], s),
  label_by_last_key: (e) => labelByLastKey(e.label_by_last_key, e.default),
  module: (e, s) => buildModule(e, s),
};

/** The value of an expression; throws `Unsupported` for names that do not exist yet. */
export function evaluate(e: Expression, scope: Scope): unknown {
  if (e === null || typeof e !== "object") return e;
  if (Array.isArray(e)) return e.map((item) => evaluate(item, scope));
  const found = Object.keys(forms).find((key) => key in e);
  if (found === undefined) throw new Unsupported(`expression form {${Object.keys(e)}}`);
  return forms[found]!(e as Record<string, any>, scope);
}

/** A Python float; where an array is expected an integral one must not look like an integer: it becomes a weak scalar. */
function float(value: number | string): number {
  return typeof value === "number" ? value : Number(value.replace("inf", "Infinity"));
}

function argumentsOf(e: Record<string, any>, scope: Scope, ofArrays: boolean = false): unknown[] {
  return (e.args ?? []).map((arg: Expression) => {
    const value = evaluate(arg, scope);
    const isFloat = ofArrays && arg !== null && typeof arg === "object" && "f" in arg;
    return isFloat && Number.isInteger(value) ? scalar(value as number, "float32", true) : value;
  });
}

const makesArray: ReadonlySet<string> = new Set(["jax.numpy.array", "jax.numpy.asarray"]);

/** A list of numbers with a float among them, for Python a float array; here `[1.0]` cannot be told from `[1]`. */
function isListOfFloats(e: Expression | undefined): boolean {
  if (typeof e !== "object" || e === null || Array.isArray(e) || !("list" in e)) return false;
  const items = e.list as readonly Expression[];
  const isNumber = (item: Expression) =>
    typeof item === "number" || (typeof item === "object" && item !== null && "f" in item) || isListOfFloats(item);
  const isBroken = (item: Expression) =>
    (typeof item === "number" && !Number.isInteger(item)) || (typeof item === "object" && item !== null);
  return items.every(isNumber) && items.some(isBroken);
}

function record(entries: Readonly<Record<string, Expression>>, scope: Scope): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, evaluate(value, scope)]));
}

function dtype(name: string): string {
  if (!isDType(name)) throw new Unsupported(`dtype ${name}`);
  return name;
}

function method(
  target: unknown,
  name: string,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): unknown {
  const owner = target as Record<string, unknown>;
  const found = owner?.[camelCase(name)];
  if (typeof found !== "function") throw new Unsupported(`method ${name} of ${describe(target)}`);
  // Python spreads a new shape or order of axes over the arguments; ours is a list.
  const isSpread = target instanceof JaxArray && (name === "reshape" || name === "transpose") && args.length > 0;
  const list = isSpread && !Array.isArray(args[0]) ? args : args[0];
  const shaped = isSpread ? [list] : args;
  const isNamed = target instanceof JaxArray && shaped === args && hasSignature(`jax.numpy.${name}`);
  const bound = isNamed
    ? bindArguments(`jax.numpy.${name}`, [target, ...args], kwargs).slice(1)
    : withOptions(shaped, kwargs);
  return found.call(target, ...bound);
}

function attribute(target: unknown, name: string): unknown {
  if (name === "at" && target instanceof JaxArray) return { of: (items: unknown[]) => target.at(items as never) };
  const value = (target as Record<string, unknown>)?.[camelCase(name)];
  if (value === undefined) throw new Unsupported(`attribute ${name} of ${describe(target)}`);
  return value;
}

function describe(target: unknown): string {
  if (target instanceof JaxArray) return "arrays";
  return target !== null && typeof target === "object" ? target.constructor.name : typeof target;
}

const operators: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "//": "floorDivide",
  "%": "mod",
  "**": "power",
  "@": "matmul",
  "&": "bitwiseAnd",
  "|": "bitwiseOr",
  "^": "bitwiseXor",
  "<<": "leftShift",
  ">>": "rightShift",
  "<": "less",
  "<=": "lessEqual",
  ">": "greater",
  ">=": "greaterEqual",
  "==": "equal",
  "!=": "notEqual",
  neg: "negative",
  "~": "invert",
};

function operator(op: string, args: readonly unknown[]): unknown {
  if (args.every((arg) => typeof arg === "number")) return onNumbers(op, args as number[]);
  const name = operators[op];
  const f = name === undefined ? undefined : (jnp as Record<string, unknown>)[name];
  if (typeof f !== "function") throw new Unsupported(`operator ${op}`);
  return f(...args);
}

/** Python's arithmetic on plain numbers. */
function onNumbers(op: string, [a, b]: readonly number[]): unknown {
  const [x, y] = [a!, b!];
  switch (op) {
    case "+":
      return x + y;
    case "-":
      return x - y;
    case "*":
      return x * y;
    case "/":
      return x / y;
    case "//":
      return Math.floor(x / y);
    case "%":
      return x - Math.floor(x / y) * y;
    case "**":
      return x ** y;
    case "neg":
      return -x;
    case "<":
      return x < y;
    case ">":
      return x > y;
    case "==":
      return x === y;
    case "!=":
      return x !== y;
    default:
      throw new Unsupported(`operator ${op} on plain numbers`);
  }
}

/** `x[…]`: of a container by key or position, of an array by the items of `x.at([…])`. */
function index(target: unknown, by: readonly Expression[], scope: Scope): unknown {
  if (isAtProperty(target)) return target.of(by.map((item) => indexItem(item, scope)));
  if (target instanceof JaxArray || target instanceof nnx.Variable) {
    const array = target instanceof nnx.Variable ? target.value : target;
    return (array as JaxArray).at(by.map((item) => indexItem(item, scope)) as never).get();
  }
  const key = evaluate(by[0]!, scope) as string | number;
  const container = target as { get?: (key: string | number) => unknown } & Record<string | number, unknown>;
  const value = container instanceof Map ? container.get(key) : container[key];
  if (value === undefined) throw new Unsupported(`item ${key} of ${describe(target)}`);
  return value;
}

function indexItem(item: Expression, scope: Scope): unknown {
  if (item === null) return jnp.newaxis;
  if (typeof item === "object" && !Array.isArray(item)) {
    const form = item as Record<string, any>;
    if ("ellipsis" in form) return "...";
    if ("slice" in form) {
      const [start, stop, step] = form.slice.map((part: Expression) => evaluate(part, scope));
      return jax.slice(start, stop, step);
    }
  }
  return evaluate(item, scope);
}

/** `x.at` without its index: in our spelling the index is the argument of `at`. */
function isAtProperty(target: unknown): target is { of(items: unknown[]): unknown } {
  return target !== null && typeof target === "object" && "of" in target;
}

function custom(
  maker: "customVjp" | "customJvp",
  define: string,
  primal: Expression,
  rules: readonly Expression[],
  scope: Scope,
): unknown {
  const make = (jax as Record<string, unknown>)[maker] as
    | ((f: unknown) => Record<string, (...rules: unknown[]) => void>)
    | undefined;
  if (!make) throw new Unsupported(`jax.${maker}`);
  const f = make(evaluate(primal, scope));
  f[define]!(...rules.map((rule) => evaluate(rule, scope)));
  return f;
}

function labelByLastKey(table: Readonly<Record<string, string>>, otherwise: string): (params: unknown) => unknown {
  return (params) =>
    tree.mapWithPath((path) => {
      const names = path.map((entry) =>
        String(entry.kind === "dict" ? entry.key : entry.kind === "attribute" ? entry.name : entry.index),
      );
      const last = names.findLast((name) => name in table);
      return last === undefined ? otherwise : table[last];
    }, params as never);
}

/** An instance of a new module class: attributes in order with one shared `rngs`, `call` as its body. */
function buildModule(e: Record<string, any>, scope: Scope): unknown {
  const inner = extend(scope, [["rngs", evaluate(e.rngs ?? e.module.rngs, scope)]]);
  const body = evaluate(e.module.call, inner) as (self: unknown, ...args: unknown[]) => unknown;
  const Built = {
    [e.module.name]: class extends nnx.Module<(...args: unknown[]) => unknown> {
      __call__(...args: unknown[]): unknown {
        return body(this, ...args);
      }
    },
  }[e.module.name]!;
  const instance = new Built() as unknown as Record<string, unknown>;
  for (const [name, value] of e.module.attrs) instance[camelCase(name)] = evaluate(value, inner);
  return instance;
}

/** A host number of a result, for schedules. */
export function toNumber(value: unknown): number {
  return value instanceof DeviceArray ? Number(value.item()) : Number(value);
}
