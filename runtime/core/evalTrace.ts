/**
 * Level 0: runs each operation on concrete arrays at once. The one-equation program of a primitive is kept per
 * primitive, parameters and avals, so that the second call with the same shapes goes straight to the device.
 */
import { withCleanup } from "../interrupts/withCleanup.ts";
import type { Aval } from "../types/aval.ts";
import { DeviceArray, type JaxArray, smallBytes } from "./array.ts";
import { checkNumbers, watchesNumbers } from "./debugNans.ts";
import { type DeviceBuffer, evaluator } from "./evaluator.ts";
import { needsHost, runWithHost } from "./hostProgram.ts";
import { jaxprsOf } from "./innerJaxprs.ts";
import { isJaxpr, type Jaxpr, newVar, numberOf } from "./jaxpr.ts";
import { asksForDevices, type PlacedJaxpr, type Placement, partitioner } from "./placement.ts";
import type { Params, Primitive } from "./primitive.ts";
import { setEvalTrace, Trace } from "./tracer.ts";

class EvalTrace extends Trace {
  readonly transformation = "eager evaluation";
  /** By primitive, or by the first jaxpr of a loop or branch, with which the program goes. */
  readonly #programs = new WeakMap<Primitive | Jaxpr, Programs>();

  process(primitive: Primitive, operands: readonly JaxArray[], params: Params): JaxArray[] {
    if (primitive.host) return [...primitive.host(operands as readonly DeviceArray[], params)];
    const jaxpr = primitive.inline?.(params) ?? this.#oneEquation(primitive, operands, params);
    return evaluateJaxpr(jaxpr, operands as readonly DeviceArray[]);
  }

  #oneEquation(primitive: Primitive, operands: readonly JaxArray[], params: Params): Jaxpr {
    const control = primitive.control?.(params);
    const keptWith = control ? jaxprsOf(control)[0]! : primitive;
    let programs = this.#programs.get(keptWith);
    if (!programs) this.#programs.set(keptWith, (programs = { byKey: new Map(), recent: [] }));
    const { recent, byKey } = programs;
    for (const known of recent) if (isCall(known, operands, params)) return known.jaxpr;
    const key = keyOf(operands, params);
    let jaxpr = byKey.get(key);
    if (!jaxpr) {
      const inputs = operands.map((operand) => newVar(operand.aval));
      const avals: readonly Aval[] = primitive.shape(
        inputs.map((v) => v.aval),
        params,
      );
      const outputs = avals.map(newVar);
      jaxpr = { constVars: [], inputs, equations: [{ primitive, inputs, params, outputs }], outputs };
      byKey.set(key, jaxpr);
    }
    if (control) return jaxpr; // params of loops are no plain data
    if (recent.length === mostRecent) recent.pop();
    recent.unshift({ avals: operands.map(({ aval }) => aval), params, jaxpr });
    return jaxpr;
  }
}

/** The programs of one primitive. A loop makes the same few calls again: those are found without making a key. */
interface Programs {
  readonly byKey: Map<string, Jaxpr>;
  readonly recent: Call[];
}

interface Call {
  readonly avals: readonly Aval[];
  readonly params: Params;
  readonly jaxpr: Jaxpr;
}

const mostRecent = 4;

/** Whether a call has the very avals of an earlier one, and parameters with the same content. */
function isCall({ avals, params }: Call, operands: readonly JaxArray[], given: Params): boolean {
  if (avals.length !== operands.length) return false;
  for (let i = 0; i < avals.length; i++) if (operands[i]!.aval !== avals[i]) return false;
  return sameData(params, given);
}

/** Equality of plain data; what is not plain (functions, objects of classes) is compared by identity. */
function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (globalThis.Array.isArray(a)) {
    if (!globalThis.Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!sameData(a[i], b[i])) return false;
    return true;
  }
  if (Object.getPrototypeOf(a) !== Object.prototype || Object.getPrototypeOf(b) !== Object.prototype) return false;
  let count = 0;
  for (const name in a) {
    if (!Object.hasOwn(b, name) || !sameData((a as Params)[name], (b as Params)[name])) return false;
    count++;
  }
  for (const _ in b) count--;
  return count === 0;
}

/** Runs a jaxpr without captured arrays on concrete arrays; `replaced` as for the evaluator. */
export function evaluateJaxpr(
  jaxpr: Jaxpr,
  operands: readonly DeviceArray[],
  replaced?: ArrayLike<number>,
): DeviceArray[] {
  const placed = placedJaxpr(jaxpr, operands);
  return evaluateWhole(placed.jaxpr, operands, replaced, placed.placements, jaxpr);
}

const nowhere: PlacedJaxpr["placements"] = [];

/** What runs a jaxpr on operands that lie as these do: itself where nobody has placed anything. */
export function placedJaxpr(jaxpr: Jaxpr, operands: readonly DeviceArray[]): PlacedJaxpr {
  if (!isPlaced(jaxpr, operands)) return { jaxpr, placements: nowhere };
  return partitioner().partition(
    jaxpr,
    operands.map(({ placement }) => placement),
  );
}

/** Whether a call is one for several devices: an operand lies on them, or the jaxpr says that something should. */
function isPlaced(jaxpr: Jaxpr, operands: readonly DeviceArray[]): boolean {
  for (const { placement } of operands) if (placement) return true;
  return asksForDevices(jaxpr);
}

function evaluateWhole(
  jaxpr: Jaxpr,
  operands: readonly DeviceArray[],
  replaced?: ArrayLike<number>,
  placements: PlacedJaxpr["placements"] = nowhere,
  asWritten: Jaxpr = jaxpr,
): DeviceArray[] {
  if (needsHost(jaxpr)) {
    const results = runWithHost(jaxpr, operands, (part, given) => evaluateWhole(part, given));
    return results.map((x, i) => (x.placement === placements[i] ? x : x.placedAt(placements[i])));
  }
  const results = runOnDevice(jaxpr, operands, watchesNumbers() ? undefined : replaced, placements);
  if (watchesNumbers()) checkNumbers(asWritten, operands, results, runOnce);
  return results;
}

/** Runs one operation of a program whose numbers are looked at, on whichever devices. */
function runOnce(jaxpr: Jaxpr, operands: readonly DeviceArray[]): DeviceArray[] {
  const placed = placedJaxpr(jaxpr, operands);
  return runOnDevice(placed.jaxpr, operands, undefined, placed.placements);
}

function runOnDevice(
  jaxpr: Jaxpr,
  operands: readonly DeviceArray[],
  replaced?: ArrayLike<number>,
  placements: PlacedJaxpr["placements"] = nowhere,
): DeviceArray[] {
  return runToBuffers(jaxpr, operands, replaced).map((buffer, i) =>
    arrayOf(buffer, jaxpr.outputs[i]!.aval, placements[i]),
  );
}

/**
 * An array over a buffer, of which a share is taken over. Where reading costs nothing a small result comes to the host at once: it
 * needs no watching for the moment when nobody can reach it, which costs more than the copy.
 */
export function arrayOf(buffer: DeviceBuffer, aval: Aval, placement?: Placement): DeviceArray {
  if (buffer.bytes > smallBytes || !evaluator().readsAtOnce) return DeviceArray.fromBuffer(buffer, aval, placement);
  const host = evaluator().toHost(buffer, aval);
  buffer.release();
  return DeviceArray.fromHost(host, aval, placement);
}

/** As `evaluateJaxpr`, for what `placedJaxpr` made of a jaxpr; gives one buffer with one share per output. */
export function evaluateToBuffers(
  jaxpr: Jaxpr,
  operands: readonly DeviceArray[],
  replaced?: ArrayLike<number>,
): DeviceBuffer[] {
  if (needsHost(jaxpr) || watchesNumbers()) return evaluateWhole(jaxpr, operands).map(shareOf);
  return runToBuffers(jaxpr, operands, replaced);
}

function runToBuffers(
  jaxpr: Jaxpr,
  operands: readonly DeviceArray[],
  replaced: ArrayLike<number> | undefined,
): DeviceBuffer[] {
  const inputs: DeviceBuffer[] = [];
  const sentAlong: DeviceBuffer[] = [];
  for (const operand of operands) {
    const there = operand.bufferIfThere;
    if (there) {
      inputs.push(there);
      continue;
    }
    const host = operand.sendAlong?.();
    if (host) sentAlong.push(evaluator().fromHost(host, operand.aval));
    inputs.push(host ? sentAlong.at(-1)! : operand.buffer);
  }
  if (sentAlong.length === 0) return evaluator().evaluate(jaxpr, inputs, replaced);
  return withCleanup(
    () => evaluator().evaluate(jaxpr, inputs, replaced),
    () => {
      for (const buffer of sentAlong.splice(0)) buffer.release();
    },
  );
}

function shareOf({ buffer }: DeviceArray): DeviceBuffer {
  buffer.retain();
  return buffer;
}

/** Avals and parameters as text; jaxprs among them are told apart by identity, all else is plain data. */
function keyOf(operands: readonly JaxArray[], params: Params): string {
  let key = "";
  for (const { aval } of operands) key += `${aval.dtype}${aval.weakType ? "*" : ""}[${aval.shape}]`;
  for (const name in params) key += `;${name}=${plain(params[name])}`;
  return key;
}

/** JSON would write NaN, ±Infinity and −0 alike. */
function plain(value: unknown): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (globalThis.Array.isArray(value)) return `[${value.map(plain)}]`;
  if (isJaxpr(value)) return `#${numberOf(value)}`;
  if (value !== null && typeof value === "object") return JSON.stringify(value);
  return String(value);
}

setEvalTrace(new EvalTrace(0));
