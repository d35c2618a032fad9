/**
 * From a Python call to ours. Names: `jax.numpy.expand_dims` → `jax.numpy.expandDims`, `flax.nnx.Linear` → `nnx.Linear`.
 * Arguments: parameters without a default by position when there are at most three, all in one options object when there are
 * more; parameters with a default in a trailing options object, except the few that everyone writes by position.
 */
import { readFileSync } from "node:fs";
import { jax, nnx, optax } from "../index.ts";
import { Unsupported } from "./unsupported.ts";

type ParameterKind = "required" | "optional" | "keyword" | "keywordOptional" | "rest";
type Signature = readonly (readonly [name: string, kind: ParameterKind])[];

const signatures: Readonly<Record<string, Signature>> = JSON.parse(readFileSync(signaturesFile(), "utf8"));

/** The sources' file also when this runs from dist/. */
function signaturesFile(): URL {
  const here = import.meta.url.replace("/dist/runtime/", "/runtime/");
  return new URL("./signatures.json", here);
}

/** Defaulted parameters that are given by position here too, because nobody would write their name. */
const byPosition: Readonly<Record<string, readonly string[]>> = {
  "jax.jit": ["fun"],
  "jax.numpy.where": ["x", "y"],
  "jax.numpy.arange": ["stop", "step"],
  "jax.numpy.clip": ["arr", "min", "max"],
  "jax.lax.scan": ["xs"],
  "jax.random.split": ["num"],
  "flax.nnx.Rngs": ["default"],
  "flax.nnx.jit": ["fun"],
  "flax.nnx.metrics.Average": ["argname"],
  "flax.nnx.metrics.Welford": ["argname"],
  "flax.nnx.grad": ["f"],
  "flax.nnx.value_and_grad": ["f"],
  "flax.nnx.List": ["it"],
  "flax.nnx.fork_rngs": ["node"],
  "flax.nnx.split_rngs": ["node"],
  "flax.nnx.with_rngs": ["node"],
  "flax.nnx.jvp": ["f", "primals", "tangents"],
  "flax.nnx.remat": ["f"],
  "flax.nnx.scan": ["f"],
  "flax.nnx.vjp": ["f"],
  "flax.nnx.vmap": ["f"],
  "optax.add_decayed_weights": ["weight_decay"],
  "optax.adadelta": ["learning_rate"],
  "optax.adafactor": ["learning_rate"],
  "optax.apply_every": ["k"],
  "optax.contrib.MuonDimensionNumbers": ["reduction_axis", "output_axis"],
  "optax.polyak_sgd": ["max_learning_rate"],
  "optax.scale_by_learning_rate": ["learning_rate"],
};
for (const name of ["squared_error", "l2_loss", "huber_loss", "log_cosh"]) {
  for (const root of ["optax", "optax.losses"]) {
    (byPosition as Record<string, readonly string[]>)[`${root}.${name}`] = ["targets"];
  }
}
for (const name of [
  "normal",
  "uniform",
  "bits",
  "gumbel",
  "exponential",
  "laplace",
  "rademacher",
  "truncated_normal",
  "choice",
  "gamma",
  "multivariate_normal",
  "cauchy",
  "logistic",
  "maxwell",
  "lognormal",
  "loggamma",
  "beta",
  "chisquare",
  "f",
  "t",
  "pareto",
  "rayleigh",
  "wald",
  "weibull_min",
  "double_sided_maxwell",
  "generalized_normal",
  "geometric",
  "poisson",
  "binomial",
  "dirichlet",
  "ball",
  "orthogonal",
]) {
  (byPosition as Record<string, readonly string[]>)[`jax.random.${name}`] = ["shape"];
}

const roots: Readonly<Record<string, unknown>> = { jax, optax, "flax.nnx": nnx };

/** The export that a dotted Python name stands for. */
export function resolve(name: string): unknown {
  const root = Object.keys(roots).find((prefix) => name.startsWith(`${prefix}.`));
  if (root === undefined) throw new Unsupported(name);
  let value: unknown = roots[root];
  for (const part of name.slice(root.length + 1).split(".")) {
    value = (value as Record<string, unknown> | undefined)?.[camelCase(part)];
    if (value === undefined) throw new Unsupported(name);
  }
  return value;
}

/** `expand_dims` → `expandDims`; class names and names of one word stay. */
export function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Calls an export with Python arguments. */
export function callByName(name: string, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>): unknown {
  const given = name.endsWith(".sgdr_schedule") ? args.map(withOurNames) : args; // a list of keyword arguments
  return callValue(resolve(name), bindArguments(name, given, kwargs));
}

/** A list of dictionaries of keyword arguments, with the names that parameters have here. */
function withOurNames(list: unknown): unknown {
  const renamed = (dict: object): object =>
    Object.fromEntries(Object.entries(dict).map(([key, value]) => [camelCase(key), value]));
  return Array.isArray(list) ? list.map(renamed) : list;
}

/** Calls a function, or constructs a class. */
export function callValue(f: unknown, args: readonly unknown[]): unknown {
  if (typeof f !== "function") throw new Unsupported(`calling a ${typeof f}`);
  return isClass(f) ? Reflect.construct(f, args) : f(...args);
}

/** Arguments for a function of no known signature: by position, keywords last. */
export function withOptions(args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>): unknown[] {
  const names = Object.keys(kwargs);
  return names.length === 0
    ? [...args]
    : [...args, Object.fromEntries(names.map((name) => [camelCase(name), kwargs[name]]))];
}

/** Whether the order of a name's arguments is known. */
export function hasSignature(name: string): boolean {
  return name in signatures;
}

/** Python's arguments of a name as ours: in order, then options. */
export function bindArguments(
  name: string,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): unknown[] {
  const signature = signatures[name];
  if (!signature || signature[0]?.[1] === "rest") return withOptions(args, kwargs);
  const given = new Map<string, unknown>();
  const rest: unknown[] = [];
  const positional = signature.filter(([, kind]) => kind === "required" || kind === "optional");
  args.forEach((value, i) => {
    if (i < positional.length) given.set(positional[i]![0], value);
    else rest.push(value);
  });
  for (const [key, value] of Object.entries(kwargs)) given.set(key, value);

  const required = signature.filter(([, kind]) => kind === "required").map(([parameter]) => parameter);
  const leading = required.length > 3 ? [] : [...required, ...(byPosition[name] ?? [])];
  // an optimizer's options come second, also where its learning rate is left out
  const keepsPlaces =
    name.startsWith("optax.") && signature.some(([parameter]) => given.has(parameter) && !leading.includes(parameter));
  while (!keepsPlaces && leading.length > 0 && !given.has(leading.at(-1)!)) leading.pop();
  const bound = [...leading.map((parameter) => given.get(parameter)), ...rest];
  for (const parameter of leading) given.delete(parameter);
  return withOptions(bound, Object.fromEntries(given));
}

function isClass(f: Function): boolean {
  return /^class\b/.test(Function.prototype.toString.call(f));
}
