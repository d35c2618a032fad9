/** The parameters of functions that make optimizers: their names, and the numbers they default to. */

import { JaxArray } from "../../core/array.ts";
import type { GradientTransformation } from "../base.ts";
import { acprop } from "../contrib/acprop.ts";
import { ademamix } from "../contrib/ademamix.ts";
import { adopt } from "../contrib/adopt.ts";
import { cocob } from "../contrib/cocob.ts";
import { dadaptAdamw } from "../contrib/dadaptAdamw.ts";
import { dog } from "../contrib/dog.ts";
import { dowg } from "../contrib/dowg.ts";
import { madgrad } from "../contrib/madgrad.ts";
import { momo } from "../contrib/momo.ts";
import { momoAdam } from "../contrib/momoAdam.ts";
import { muon } from "../contrib/muon.ts";
import { prodigy } from "../contrib/prodigy.ts";
import { scheduleFreeAdamw, scheduleFreeSgd } from "../contrib/scheduleFree.ts";
import { simplifiedAdemamix } from "../contrib/simplifiedAdemamix.ts";
import { sophia } from "../contrib/sophia.ts";
import { adabelief } from "../optimizers/adabelief.ts";
import { adadelta } from "../optimizers/adadelta.ts";
import { adafactor } from "../optimizers/adafactor.ts";
import { adagrad } from "../optimizers/adagrad.ts";
import { adam } from "../optimizers/adam.ts";
import { adamax } from "../optimizers/adamax.ts";
import { adamaxw } from "../optimizers/adamaxw.ts";
import { adamw } from "../optimizers/adamw.ts";
import { adan } from "../optimizers/adan.ts";
import { amsgrad } from "../optimizers/amsgrad.ts";
import { fromage } from "../optimizers/fromage.ts";
import { lamb } from "../optimizers/lamb.ts";
import { lars } from "../optimizers/lars.ts";
import { lion } from "../optimizers/lion.ts";
import { nadam } from "../optimizers/nadam.ts";
import { nadamw } from "../optimizers/nadamw.ts";
import { noisySgd } from "../optimizers/noisySgd.ts";
import { novograd } from "../optimizers/novograd.ts";
import { optimisticAdamV2 } from "../optimizers/optimisticAdamV2.ts";
import { optimisticGradientDescent } from "../optimizers/optimisticGradientDescent.ts";
import { polyakSgd } from "../optimizers/polyakSgd.ts";
import { radam } from "../optimizers/radam.ts";
import { rmsprop } from "../optimizers/rmsprop.ts";
import { rprop } from "../optimizers/rprop.ts";
import { signum } from "../optimizers/signum.ts";
import { sm3 } from "../optimizers/sm3.ts";
import { yogi } from "../optimizers/yogi.ts";

// any: the optimizers take arguments of many types
type Factory = (...args: any[]) => GradientTransformation;

/** Numbers that a factory uses where its options do not say otherwise (printed by `inspect.signature` of Optax's). */
const defaults: ReadonlyMap<Factory, Readonly<Record<string, number>>> = new Map<Factory, Record<string, number>>([
  [adabelief, { b1: 0.9, b2: 0.999, eps: 1e-16, epsRoot: 1e-16 }],
  [adadelta, { rho: 0.9, eps: 1e-6, weightDecay: 0 }],
  [adafactor, { decayRate: 0.8, clippingThreshold: 1, eps: 1e-30 }],
  [adagrad, { initialAccumulatorValue: 0.1, eps: 1e-7 }],
  [adam, { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0 }],
  [adamax, { b1: 0.9, b2: 0.999, eps: 1e-8 }],
  [adamaxw, { b1: 0.9, b2: 0.999, eps: 1e-8, weightDecay: 0.0001 }],
  [adamw, { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0, weightDecay: 0.0001 }],
  [adan, { b1: 0.98, b2: 0.92, b3: 0.99, eps: 1e-8, epsRoot: 1e-8, weightDecay: 0 }],
  [amsgrad, { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0 }],
  [fromage, { minNorm: 1e-6 }],
  [lamb, { b1: 0.9, b2: 0.999, eps: 1e-6, epsRoot: 0, weightDecay: 0 }],
  [lars, { weightDecay: 0, trustCoefficient: 0.001, eps: 0, momentum: 0.9 }],
  [lion, { b1: 0.9, b2: 0.99, weightDecay: 0.001 }],
  [nadam, { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0 }],
  [nadamw, { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0, weightDecay: 0.0001 }],
  [noisySgd, { eta: 0.01, gamma: 0.55 }],
  [novograd, { b1: 0.9, b2: 0.25, eps: 1e-6, epsRoot: 0, weightDecay: 0 }],
  [optimisticAdamV2, { alpha: 1, beta: 1, b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0 }],
  [optimisticGradientDescent, { alpha: 1, beta: 1 }],
  [polyakSgd, { maxLearningRate: 1, scaling: 1, fMin: 0, eps: 0 }],
  [radam, { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0, threshold: 5 }],
  [rmsprop, { decay: 0.9, eps: 1e-8, initialScale: 0 }],
  [rprop, { etaMinus: 0.5, etaPlus: 1.2, minStepSize: 1e-6, maxStepSize: 50 }],
  [signum, { beta: 0.9 }],
  [sm3, { momentum: 0.9 }],
  [yogi, { b1: 0.9, b2: 0.999, eps: 0.001 }],
  [acprop, { b1: 0.9, b2: 0.999, eps: 1e-16, epsRoot: 1e-16, weightDecay: 0 }],
  [ademamix, { b1: 0.9, b2: 0.999, b3: 0.9999, alpha: 5, eps: 1e-8, epsRoot: 0, weightDecay: 0 }],
  [adopt, { b1: 0.9, b2: 0.9999, eps: 1e-6 }],
  [cocob, { learningRate: 1, alpha: 100, eps: 1e-8, weightDecay: 0 }],
  [dadaptAdamw, { learningRate: 1, eps: 1e-8, estimLr0: 1e-6, weightDecay: 0 }],
  [dog, { learningRate: 1, eps: 1e-8 }],
  [dowg, { learningRate: 1, eps: 0.0001 }],
  [madgrad, { momentum: 0.9, weightDecay: 0, eps: 1e-6 }],
  [momo, { learningRate: 1, beta: 0.9, lowerBound: 0, weightDecay: 0 }],
  [momoAdam, { learningRate: 0.01, b1: 0.9, b2: 0.999, eps: 1e-8, lowerBound: 0, weightDecay: 0 }],
  [muon, { beta: 0.95, eps: 1e-8, weightDecay: 0, adamB1: 0.9, adamB2: 0.999, adamEpsRoot: 0, adamWeightDecay: 0 }],
  [prodigy, { learningRate: 1, eps: 1e-8, estimLr0: 1e-6, estimLrCoef: 1, weightDecay: 0 }],
  [scheduleFreeAdamw, { learningRate: 0.0025, b1: 0.9, b2: 0.999, eps: 1e-8, weightDecay: 0, weightLrPower: 2 }],
  [scheduleFreeSgd, { learningRate: 1, b1: 0.9, weightLrPower: 2 }],
  [simplifiedAdemamix, { b1: 0.99, b2: 0.95, alpha: 0, eps: 1e-8, epsRoot: 0, weightDecay: 0 }],
  [sophia, { b1: 0.965, b2: 0.99, eps: 1e-8, weightDecay: 0.0001, gamma: 0.01, clipThreshold: 1 }],
]);

/** Options that are functions or numbers but no hyperparameters: they say of which parameters, or of what size. */
const neverInjected: ReadonlySet<string> = new Set([
  "mask",
  "weightDecayMask",
  "trustRatioMask",
  "clipValueFn",
  "muonWeightDimensionNumbers",
  "weightDimensionNumbers",
  "minDimSizeToFactor",
  "decayOffset",
  "memorySize",
  "seed",
  "key",
  "nsSteps",
  "nsCoeffs",
  "rank",
  "updateProjGap",
  "updateInterval",
  "warmupSteps",
]);

/** How a factory is called by names. */
export interface Parameters {
  /** Names of all parameters that are known. */
  readonly names: readonly string[];
  /** Whether there are no others. */
  readonly known: boolean;
  /** Values by name of a call's arguments, with defaults. */
  bind(args: readonly unknown[]): Record<string, unknown>;
  /** Calls the factory with values by name. */
  call(values: Readonly<Record<string, unknown>>): GradientTransformation;
  /** Whether a parameter is no hyperparameter. */
  isStatic(name: string): boolean;
}

/** The parameters of a factory, read from its source: names by position, and whether a last one holds options by name. */
export function parametersOf(factory: Factory): Parameters {
  const { positional, hasOptions, optionNames } = readParameters(factory);
  const numbers = defaults.get(factory) ?? {};
  const names = [...new Set([...positional, ...(optionNames ?? []), ...Object.keys(numbers)])];
  return {
    names,
    known: !hasOptions || optionNames !== undefined,
    isStatic: (name) => neverInjected.has(name),
    bind(args) {
      const [only] = args;
      if (args.length === 1 && isRecord(only) && (positional.length === 0 || positional.some((name) => name in only))) {
        return { ...numbers, ...only };
      }
      const byPosition = args.slice(0, positional.length).map((value, i) => [positional[i]!, value] as const);
      const extra = args.slice(positional.length);
      if (extra.length > 1 || (extra.length === 1 && !isRecord(extra[0]))) {
        throw new TypeError(
          `Cannot inject hyperparameters: ${factory.name || "the factory"} takes (${[...positional, ...(hasOptions ? ["options"] : [])].join(", ")}), got ${args.length} arguments`,
        );
      }
      const options = isRecord(extra[0]) ? extra[0] : {};
      return withoutUndefined({ ...numbers, ...Object.fromEntries(byPosition), ...options });
    },
    call(values) {
      const options = Object.fromEntries(Object.entries(values).filter(([name]) => !positional.includes(name)));
      const args = positional.map((name) => values[name]);
      return factory(...args, ...(hasOptions || Object.keys(options).length > 0 ? [options] : []));
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !(value instanceof JaxArray) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

interface ReadParameters {
  readonly positional: readonly string[];
  readonly hasOptions: boolean;
  /** Names taken out of the options in the parameter list itself. */
  readonly optionNames?: readonly string[];
}

/** `(learningRate, { momentum = 0.9 } = {}) => …` → learningRate by position, momentum by name. */
function readParameters(f: Factory): ReadParameters {
  const parts = splitTopLevel(parameterList(Function.prototype.toString.call(f)));
  const last = parts.at(-1) ?? "";
  if (last.startsWith("{")) {
    const inside = splitTopLevel(last.slice(1, closing(last, 0)));
    const optionNames = inside.filter((part) => !part.startsWith("...")).map((part) => part.split(/[:=]/)[0]!.trim());
    return { positional: parts.slice(0, -1).map(nameOf), hasOptions: true, optionNames };
  }
  if (/^[\w$]+\s*=\s*\{\s*\}$/.test(last) || /^options$/.test(last)) {
    return { positional: parts.slice(0, -1).map(nameOf), hasOptions: true };
  }
  return { positional: parts.map(nameOf), hasOptions: false };
}

function nameOf(parameter: string): string {
  return parameter.split("=")[0]!.trim();
}

function parameterList(source: string): string {
  const arrow = /^(?:async\s+)?([\w$]+)\s*=>/.exec(source);
  if (arrow) return arrow[1]!;
  const open = source.indexOf("(");
  return source.slice(open + 1, closing(source, open));
}

/** Position of the bracket that closes the one at `open`. */
function closing(source: string, open: number): number {
  let depth = 0;
  for (let i = open; i < source.length; i++) {
    if ("([{".includes(source[i]!)) depth++;
    else if (")]}".includes(source[i]!) && --depth === 0) return i;
  }
  return source.length;
}

function splitTopLevel(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let begin = 0;
  for (let i = 0; i <= list.length; i++) {
    const c = list[i];
    if (c !== undefined && "([{".includes(c)) depth++;
    else if (c !== undefined && ")]}".includes(c)) depth--;
    if (c === undefined || (c === "," && depth === 0)) {
      const part = list.slice(begin, i).trim();
      if (part !== "") parts.push(part);
      begin = i + 1;
    }
  }
  return parts;
}
