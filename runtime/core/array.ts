/**
 * Arrays as users see them. `JaxArray` (exported as `jax.Array`) has two kinds: a `DeviceArray` holds numbers, a `Tracer` stands
 * for numbers while a function is traced. The methods of the numpy vocabulary (`x.add(y)`) are attached in `numpy/methods.ts`.
 */
import { type Aval, printAval } from "../types/aval.ts";
import { type DType, dtypes, type HostArray } from "../types/dtype.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import { Complex } from "./complex.ts";
import { type DeviceBuffer, evaluator } from "./evaluator.ts";
import { type Holding, hold, letGo } from "./holdings.ts";
import type { Placement } from "./placement.ts";
import type { ScalarValue } from "./scalar.ts";

/** An n-dimensional array, concrete or traced. */
export abstract class JaxArray {
  abstract readonly aval: Aval;

  /** Axis sizes, outermost first. */
  get shape(): Shape {
    return this.aval.shape;
  }
  get dtype(): DType {
    return this.aval.dtype;
  }
  get ndim(): number {
    return this.aval.shape.length;
  }
  /** Number of elements. */
  get size(): number {
    return sizeOf(this.aval.shape);
  }
  /** Whether the dtype gives way in promotion, as that of a JavaScript number does. */
  get weakType(): boolean {
    return this.aval.weakType;
  }

  /** Whether the array was deleted, or donated to a jitted call. */
  get isDeleted(): boolean {
    return false;
  }

  /** Gives the device memory back at once; any later use throws. A traced value has no memory, and nothing happens. */
  delete(): void {
    // only arrays that hold numbers have something to give back
  }

  /** `using x = …` deletes the array at the end of the block. */
  [Symbol.dispose](): void {
    this.delete();
  }

  /** The number in a scalar; throws for arrays of several elements and for traced values. */
  abstract item(): ScalarValue;

  /** `Number(x)`, `x < 1` and template strings end here: a scalar becomes its number, anything else throws. */
  abstract [Symbol.toPrimitive](hint: "number" | "string" | "default"): number | string | boolean;
}

const place = /^-?\d+$/;

/**
 * Behind the prototype of arrays: `x[0]` and `x[0] = 1` would be `undefined` and a stray property in JavaScript, and are errors here.
 * Only names that nothing else has come this far.
 */
const noIndexing: ProxyHandler<object> = {
  get(target, name, receiver) {
    if (typeof name === "string" && place.test(name)) {
      throw new TypeError(
        `Cannot read x[${name}] of ${printAval((receiver as JaxArray).aval)}: elements are not properties; use x.at(${name}).get()`,
      );
    }
    return Reflect.get(target, name, receiver);
  },
  set(target, name, value, receiver) {
    if (typeof name === "string" && place.test(name)) {
      throw new TypeError(
        `Cannot assign x[${name}] of ${printAval((receiver as JaxArray).aval)}: arrays never change; make a new one: x = x.at(${name}).set(value)`,
      );
    }
    return Reflect.set(target, name, value, receiver);
  },
};
Object.setPrototypeOf(JaxArray.prototype, new Proxy(Object.prototype, noIndexing));

/** What users may pass where an array is expected. */
export type ArrayLike = JaxArray | ScalarValue;

/**
 * The array itself, for an object that stands for one and says so by a method `__jaxArray__` (an nnx.Variable does); anything
 * else comes back as it is. Called wherever an operand is lifted to an array.
 */
export function standsFor(x: ArrayLike): JaxArray | number | boolean {
  if (typeof x !== "object" || x instanceof JaxArray) return x;
  const holder = x as unknown as { __jaxArray__?(): JaxArray } | null;
  return holder?.__jaxArray__ ? holder.__jaxArray__() : (x as unknown as JaxArray);
}

/** Arrays of at most so many bytes are kept on the host once they are there, and sent along with each program that needs them. */
export const smallBytes = 64;

/**
 * A concrete array. Its numbers are on the host, on the device, or both: what was made from host data goes to the device when a
 * program first needs it, what was read once stays on the host too. A small array that was read gives its device memory back; what
 * was dropped gives it back when memory is wanted (holdings.ts).
 */
export class DeviceArray extends JaxArray {
  readonly aval: Aval;
  /** Where the array lies; absent: on the first device, because nobody asked for more. */
  readonly placement: Placement | undefined;
  #host: HostArray | undefined;
  #hold: Holding | undefined;
  #deleted = false;
  #sent = false;

  private constructor(
    aval: Aval,
    host: HostArray | undefined,
    buffer: DeviceBuffer | undefined,
    placement: Placement | undefined,
  ) {
    super();
    this.aval = aval;
    this.placement = placement;
    this.#host = host;
    if (buffer) this.#attach(buffer);
  }

  /** An array of host data, row-major; the data is owned by the array from now on. */
  static fromHost(host: HostArray, aval: Aval, placement?: Placement): DeviceArray {
    const wanted = sizeOf(aval.shape) * dtypes[aval.dtype].words;
    if (host.length !== wanted) {
      throw new RangeError(`Cannot make ${printAval(aval)}: it has ${wanted} host elements, got ${host.length}`);
    }
    return new DeviceArray(aval, host, undefined, placement);
  }

  /** An array over a device buffer, taking over one share of it. */
  static fromBuffer(buffer: DeviceBuffer, aval: Aval, placement?: Placement): DeviceArray {
    return new DeviceArray(aval, undefined, buffer, placement);
  }

  /** The same numbers in the same memory, lying elsewhere: logical devices share memory. */
  placedAt(placement: Placement | undefined): DeviceArray {
    this.#checkAlive();
    const buffer = this.#hold?.buffer;
    buffer?.retain();
    return new DeviceArray(this.aval, this.#host, buffer, placement);
  }

  /** The device buffer, made on first use. The share stays with the array: use it before anything can drop the array. */
  get buffer(): DeviceBuffer {
    this.#checkAlive();
    return this.#hold?.buffer ?? this.#attach(evaluator().fromHost(this.#host!, this.aval));
  }

  /** The device buffer if there is one. */
  get bufferIfThere(): DeviceBuffer | undefined {
    return this.#hold?.buffer;
  }

  /**
   * The elements of a small array that is not on the device, to be sent along with a program: most such arrays are numbers that are
   * used once. The second program gets none, and so makes a buffer that stays.
   */
  sendAlong(): HostArray | undefined {
    this.#checkAlive();
    if (this.#sent || this.#hold?.buffer || !this.#host || this.#host.byteLength > smallBytes) return undefined;
    this.#sent = true;
    return this.#host;
  }

  /**
   * Puts other numbers into the array: takes over one share of a buffer for the same aval, and gives its own back. Only for an
   * array that nobody else has ever seen.
   */
  refill(buffer: DeviceBuffer): void {
    this.#checkAlive();
    this.#host = undefined;
    this.#hold?.buffer?.release();
    this.#attach(buffer);
  }

  /** The elements on the host, row-major; waits for the device. Owned by the array: do not write into it. */
  get host(): HostArray {
    this.#checkAlive();
    if (!this.#host) {
      this.#host = evaluator().toHost(this.#hold!.buffer!, this.aval);
      this.#detachSmall();
    }
    return this.#host;
  }

  /** The elements if they are on the host already, without asking the device. */
  get hostIfKnown(): HostArray | undefined {
    return this.#host;
  }

  /** The elements, without blocking the thread. */
  async dataAsync(): Promise<HostArray> {
    this.#checkAlive();
    if (!this.#host) {
      this.#host = await evaluator().toHostAsync(this.#hold!.buffer!, this.aval);
      this.#detachSmall();
    }
    return this.#host.slice();
  }

  override delete(): void {
    if (this.#deleted) return;
    this.#deleted = true;
    if (this.#hold) letGo(this.#hold);
    this.#hold = undefined;
    this.#host = undefined;
  }

  override get isDeleted(): boolean {
    return this.#deleted;
  }

  item(): ScalarValue {
    if (this.size !== 1 || this.dtype === "key<fry>") {
      throw new TypeError(
        `Cannot turn ${printAval(this.aval)} into a number: only an array of one element can; read elements with x.at(i).get() or x.tolist()`,
      );
    }
    const value = this.host[0]!;
    if (this.dtype === "complex64") return new Complex(value, this.host[1]);
    return this.dtype === "bool" ? value !== 0 : value;
  }

  [Symbol.toPrimitive](hint: "number" | "string" | "default"): number | string | boolean {
    if (hint === "string") return this.toString();
    if (this.size !== 1) {
      throw new TypeError(
        `Cannot use ${printAval(this.aval)} as a number, as \`x < y\` and Number(x) do: only an array of one element has one; compare each element ` +
          "with x.less(y), x.lessEqual(y), x.greater(y) or x.greaterEqual(y), read elements with x.at(i).get() or x.tolist()",
      );
    }
    const value = this.item();
    if (!(value instanceof Complex)) return value;
    throw new TypeError(
      `Cannot use the complex number ${value} as a real one: take jnp.real(x), jnp.imag(x) or jnp.abs(x)`,
    );
  }

  #attach(buffer: DeviceBuffer): DeviceBuffer {
    if (this.#hold) this.#hold.buffer = buffer;
    else this.#hold = hold(this, buffer);
    return buffer;
  }

  #detachSmall(): void {
    if (!this.#hold?.buffer || this.#host!.byteLength > smallBytes) return;
    this.#hold.buffer.release();
    this.#hold.buffer = undefined;
  }

  #checkAlive(): void {
    if (this.#deleted) {
      throw new Error(
        `Cannot use ${printAval(this.aval)}: it was deleted by x.delete(), \`using\`, or donated to a jitted call; keep a copy with x.copy() before`,
      );
    }
  }
}
