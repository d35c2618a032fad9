/**
 * `Variable`: a mutable box for one array (or a tree of arrays), the only place where state lives. Modules hold Variables;
 * functions like `nnx.state` and `nnx.grad` find them by their class.
 *
 * A Variable knows whether the array in it was ever handed to the user. One that was not, because a jitted function put it
 * there, is given back to the device at once when the next one replaces it: a training loop runs in flat memory.
 */
import { DeviceArray, JaxArray } from "../core/array.ts";
import { arrayOf } from "../core/evalTrace.ts";
import type { DeviceBuffer } from "../core/evaluator.ts";
import type { Placement } from "../core/placement.ts";
import { currentTrace, type Trace } from "../core/tracer.ts";
import { astype, broadcastTo } from "../numpy/index.ts";
import { type Aval, sameAval } from "../types/aval.ts";
import { GetAttrKey } from "../types/keyPath.ts";
import { registerPytreeNode } from "../types/pytree.ts";
import { placeNew } from "./eagerSharding.ts";
import { TraceContextError } from "./errors.ts";
import { staticEqual } from "./staticEqual.ts";
import { tellHooks, throughHooks, VariableMetadata } from "./variableMetadata.ts";

/** Notes on a Variable, as `{ outSharding: [null, "model"] }`. */
export type Metadata = Readonly<Record<string, unknown>>;

/** The value of a Variable that existed before in another form, and so is not placed anew. */
class Remade {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** A class of Variables. */
// any: any value may be in a Variable
export type VariableType = new (...args: any[]) => Variable<any>;

// any: any value may be in a Variable
type AnyVariable = Variable<any>;

/** The array in a Variable, without handing it to the user: it may be deleted when it is replaced. */
export let peek: (variable: AnyVariable) => unknown;
/** The metadata record itself, replaced by another one when it changes. */
export let metadataOf: (variable: AnyVariable) => Metadata;
/** Puts in an array that nobody else has, and gives the one before back to the device if nobody else had that either. */
export let adopt: (variable: AnyVariable, array: DeviceArray) => void;
/** As `adopt`, for an array that is still a buffer, of which a share is taken over, and where it lies. */
export let adoptBuffer: (
  variable: AnyVariable,
  buffer: DeviceBuffer,
  aval: Aval,
  placement: Placement | undefined,
) => void;
/** Whether nobody but the Variable has seen its array, so that the next one may be stored over it. */
export let isUnseen: (variable: AnyVariable) => boolean;
/** Puts in a value without asking whether the present transformation may. */
export let put: (variable: AnyVariable, value: unknown) => void;
/** Replaces the metadata without asking. */
export let putMetadata: (variable: AnyVariable, metadata: Metadata) => void;

/** Methods and properties of arrays, which a Variable passes on to the array in it: variableOperators.ts adds them. */
type ArrayMembers = { readonly [K in keyof JaxArray]: JaxArray[K] };

// biome-ignore lint/correctness/noUnusedVariables: the parameters of both declarations must agree
export interface Variable<T = JaxArray> extends ArrayMembers {}

/**
 * A box for an array. Make your own kinds by subclassing; filters tell them apart.
 *
 * @example
 * class Momentum extends nnx.Variable {}
 * const v = new Momentum(jnp.zeros([2]));
 * v.value = v.value.add(1);
 * assertAllClose(v.value, [1, 1]);
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: see the interface
export class Variable<T = JaxArray> {
  #raw: T;
  #metadata: Metadata;
  /** Nobody but this Variable has seen the array. */
  #unseen = false;
  readonly #trace: Trace | undefined = currentTrace();

  /**
   * @param value the array, or a tree of arrays
   * @param metadata notes kept with it
   */
  constructor(value: T, metadata: Metadata = {}) {
    register(new.target);
    if (value instanceof Remade) {
      this.#raw = value.value as T;
      this.#metadata = metadata;
      return;
    }
    const isNoted = value instanceof VariableMetadata;
    this.#raw = isNoted ? (value.rawValue as unknown as T) : value;
    this.#metadata = isNoted ? { ...value.metadata, ...metadata } : metadata;
    if (isNoted && this.#metadata.onCreateValue)
      this.#raw = throughHooks(this.#metadata.onCreateValue, this, this.#raw) as T;
    this.#raw = placeNew(new.target.name, this.#raw, this.#metadata) as T;
  }

  static {
    peek = (variable) => variable.#raw;
    metadataOf = (variable) => variable.#metadata;
    adopt = (variable, array) => {
      if (variable.#unseen && variable.#raw !== array) (variable.#raw as DeviceArray).delete();
      variable.#raw = array;
      variable.#unseen = true;
    };
    isUnseen = (variable) => variable.#unseen;
    adoptBuffer = (variable, buffer, aval, placement) => {
      const old = variable.#raw as DeviceArray;
      if (variable.#unseen && old.placement === placement && sameAval(old.aval, aval, { weak: true }))
        old.refill(buffer);
      else adopt(variable, arrayOf(buffer, aval, placement));
    };
    put = (variable, value) => variable.#replace(value);
    putMetadata = (variable, metadata) => {
      variable.#metadata = metadata;
    };
  }

  /** The array. */
  get value(): T {
    return this.getValue();
  }
  set value(value: T) {
    this.setValue(value);
  }

  /** The array: Python's `variable[...]`. */
  get(): T {
    return this.getValue();
  }

  /**
   * Replaces the elements, as Python's `variable[...] = x`: a number or array of another shape or dtype is broadcast and
   * converted to those of the array in place.
   *
   * @param value what the elements become; it must broadcast to the present shape
   */
  set(value: JaxArray | number | boolean | T): void {
    const old: unknown = this.#raw;
    if (!(old instanceof JaxArray)) {
      this.setValue(value as T);
      return;
    }
    const same =
      value instanceof JaxArray &&
      value.dtype === old.dtype &&
      value.ndim === old.ndim &&
      value.shape.every((n, i) => n === old.shape[i]);
    const next = same ? value : broadcastTo(astype(value as JaxArray, old.dtype), old.shape);
    this.setValue(asPlaced(next, old) as T);
  }

  /** The array, as functions in the metadata (`onGetValue`) show it; subclasses may override it. */
  getValue(): T {
    this.#unseen = false;
    const { onGetValue } = this.#metadata;
    return onGetValue ? (throughHooks(onGetValue, this, this.#raw) as T) : this.#raw;
  }

  /**
   * Puts another array into the box, as functions in the metadata (`onSetValue`) make it; subclasses may override it.
   *
   * @throws TraceContextError inside a transformation to which this Variable was not given as an argument
   */
  setValue(value: T): void {
    this.checkCanUpdate();
    const given = value instanceof Variable ? value.getValue() : value;
    const { onSetValue } = this.#metadata;
    this.#replace(onSetValue ? (throughHooks(onSetValue, this, given) as T) : given);
  }

  /** The array as stored, past `getValue` of a subclass. */
  getRawValue(): T {
    this.#unseen = false;
    return this.#raw;
  }

  /** Stores an array, past `setValue` of a subclass. */
  setRawValue(value: T): void {
    this.checkCanUpdate();
    this.#replace(value);
  }

  /** Throws when this Variable belongs to an outer transformation, which would never see the change. */
  checkCanUpdate(): void {
    const trace = currentTrace();
    if (this.#trace === trace) return;
    const made = this.#trace ? `inside ${this.#trace.transformation}` : "outside";
    throw new TraceContextError(
      `Cannot change a ${this.constructor.name} that was made ${made} from ${trace ? `inside ${trace.transformation}` : "outside"}: ` +
        "pass the module that holds it as an argument to the transformed function (and use the nnx transformation, which writes changes back)",
    );
  }

  /** All metadata, or one entry: its value, else `defaultValue`. */
  getMetadata(): Metadata;
  getMetadata(name: string, defaultValue?: unknown): unknown;
  getMetadata(name?: string, defaultValue?: unknown): unknown {
    if (name === undefined) return { ...this.#metadata };
    return Object.hasOwn(this.#metadata, name) ? this.#metadata[name] : defaultValue;
  }

  /** Sets one entry, or merges several: `setMetadata("outSharding", […])`, `setMetadata({ outSharding: […] })`. */
  setMetadata(name: string, value: unknown): void;
  setMetadata(metadata: Metadata): void;
  setMetadata(first: string | Metadata, value?: unknown): void {
    this.checkCanUpdate();
    this.#metadata =
      typeof first === "string" ? { ...this.#metadata, [first]: value } : { ...this.#metadata, ...first };
  }

  hasMetadata(name: string): boolean {
    return Object.hasOwn(this.#metadata, name);
  }

  delMetadata(name: string): void {
    this.checkCanUpdate();
    const { [name]: _, ...rest } = this.#metadata;
    this.#metadata = rest;
  }

  /** Tells the functions in the metadata (`onAddAxis`) that a transformation gave the array an axis. */
  addAxis(index: number, name: string | null): void {
    tellHooks(this.#metadata.onAddAxis, this, index, name);
  }

  /** Tells the functions in the metadata (`onRemoveAxis`) that a transformation took an axis of the array away. */
  removeAxis(index: number, name: string | null): void {
    tellHooks(this.#metadata.onRemoveAxis, this, index, name);
  }

  /** A new Variable of the same class with the same metadata, around the same array or another one. */
  replace<U = T>(...value: [] | [value: U]): Variable<U> {
    return makeVariable(
      this.constructor as VariableType,
      value.length ? value[0] : this.getRawValue(),
      this.#metadata,
    ) as Variable<U>;
  }

  /** Takes over array and metadata of another Variable of the same class. */
  copyFrom(other: Variable<T>): void {
    if (other.constructor !== this.constructor) {
      throw new TypeError(`Cannot copy into a ${this.constructor.name}: the other is a ${other.constructor.name}`);
    }
    this.updateFromState(other);
  }

  /** Takes over array and metadata of another Variable. */
  updateFromState(other: Variable<T>): void {
    if (other === this) return;
    this.checkCanUpdate();
    this.#replace(other.getRawValue());
    this.#metadata = metadataOf(other);
  }

  /** What stands for an array gives it here: lets jnp functions take Variables. */
  __jaxArray__(): JaxArray {
    const value: unknown = this.getValue();
    if (value instanceof JaxArray) return value;
    throw new TypeError(
      `Cannot use a ${this.constructor.name} as an array: it holds a ${value === null ? "null" : typeof value}`,
    );
  }

  #replace(value: T): void {
    if (this.#unseen && this.#raw !== value && this.#raw instanceof DeviceArray) this.#raw.delete();
    this.#raw = value;
    this.#unseen = false;
  }

  toString(): string {
    return show(this);
  }
}

/** New elements lie where the old ones did, unless somebody has placed them. */
function asPlaced(next: JaxArray, old: JaxArray): JaxArray {
  const isFree = next instanceof DeviceArray && !next.placement;
  return isFree && old instanceof DeviceArray && old.placement ? next.placedAt(old.placement) : next;
}

/** A Variable of a class, without running the constructors of subclasses, and without moving the value to the mesh in force. */
export function makeVariable(type: VariableType, value: unknown, metadata: Metadata): Variable<unknown> {
  return Reflect.construct(Variable, [new Remade(value), metadata], type);
}

type Show = (variable: AnyVariable) => string;
let show: Show = (variable) => `${variable.constructor.name}(…)`;

/** Sets the printer of Variables. */
export function setShowVariable(printer: Show): void {
  show = printer;
}

const known = new WeakSet<object>();

/** A Variable is a pytree with one child, `.value`; its metadata are static. */
function register(type: Function): void {
  if (known.has(type)) return;
  known.add(type);
  registerPytreeNode<AnyVariable, Metadata>(type as VariableType, {
    flatten: (variable) => ({
      children: [variable.getRawValue()],
      aux: metadataOf(variable),
      keys: [new GetAttrKey("value")],
    }),
    unflatten: (metadata, children) => makeVariable(type as VariableType, children[0], metadata),
    equalAux: staticEqual,
  });
}
