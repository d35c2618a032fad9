/**
 * Wasm functions as trees: values (instructions without effect on the control flow) and statements. A tree is plain data; it is
 * made by a kernel's emitter, then encoded (`encodeFunction.ts`) or printed (`printFunction.ts`).
 */
import { type AccessName, accessType, type OperationName, resultType, type ValueType } from "./opcodes.ts";

/** A local variable of a function; identity is what counts, names are for people. */
export interface Local {
  readonly type: ValueType;
  readonly name: string;
  /** Its number in the function, given when that is encoded. */
  number: number;
}

export type Value = { readonly type: ValueType; readonly depth: number } & (
  | { readonly kind: "const"; readonly value: number }
  /** Four 32-bit words. */
  | { readonly kind: "vector"; readonly words: readonly number[] }
  | { readonly kind: "get"; readonly local: Local }
  | { readonly kind: "operation"; readonly name: OperationName; readonly lane: number; readonly args: readonly Value[] }
  | { readonly kind: "shuffle"; readonly lanes: readonly number[]; readonly args: readonly [Value, Value] }
  | { readonly kind: "select"; readonly args: readonly [then: Value, otherwise: Value, condition: Value] }
  /** `vector` is what a lane is loaded into. */
  | {
      readonly kind: "load";
      readonly name: AccessName;
      readonly offset: number;
      readonly lane: number;
      readonly args: readonly Value[];
    }
);

export type Statement =
  | { readonly kind: "set"; readonly local: Local; readonly value: Value }
  | {
      readonly kind: "store";
      readonly name: AccessName;
      readonly offset: number;
      readonly lane: number;
      readonly address: Value;
      readonly value: Value;
    }
  /** Runs the body, then again while the condition is not 0. `label` says for people what is counted. */
  | { readonly kind: "loop"; readonly label: string; readonly body: readonly Statement[]; readonly again: Value }
  /** Runs one of the two where the condition is, or is not, other than 0. */
  | {
      readonly kind: "if";
      readonly condition: Value;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: "call"; readonly callee: Code; readonly args: readonly Value[] };

/** A function without results. */
export interface Code {
  readonly name: string;
  readonly params: readonly Local[];
  readonly body: readonly Statement[];
}

/** A new local variable. */
export function local(type: ValueType, name: string): Local {
  return { type, name, number: -1 };
}

/** The value of a local. */
export function get(variable: Local): Value {
  return { kind: "get", type: variable.type, local: variable, depth: 0 };
}

/** A constant. */
export function i32(value: number): Value {
  return { kind: "const", type: "i32", value: value | 0, depth: 0 };
}

/** A constant. */
export function f32(value: number): Value {
  return { kind: "const", type: "f32", value, depth: 0 };
}

/** A constant. */
export function f64(value: number): Value {
  return { kind: "const", type: "f64", value, depth: 0 };
}

/** A constant vector of four i32 words. */
export function vector(words: readonly number[]): Value {
  return { kind: "vector", type: "v128", words, depth: 0 };
}

const deeper = (args: readonly Value[]): number => {
  let depth = 0;
  for (let n = 0; n < args.length; n++) if (args[n]!.depth > depth) depth = args[n]!.depth;
  return depth + 1;
};

/** An instruction on values; sums of i32 constants are folded. */
export function operation(name: OperationName, ...args: readonly Value[]): Value {
  const [x, y] = args;
  if (name === "i32.add" && y?.kind === "const") {
    if (y.value === 0) return x!;
    if (x!.kind === "const") return i32(x!.value + y.value);
  }
  return { kind: "operation", type: resultType(name), name, lane: -1, args, depth: deeper(args) };
}

/** An instruction with a lane number: `extract_lane`, `replace_lane`. */
export function laneOperation(name: OperationName, lane: number, ...args: readonly Value[]): Value {
  return { kind: "operation", type: resultType(name), name, lane, args, depth: deeper(args) };
}

/** 32-bit lanes picked from two vectors: 0 … 3 from the first, 4 … 7 from the second. */
export function shuffle(x: Value, y: Value, lanes: readonly number[]): Value {
  return { kind: "shuffle", type: "v128", lanes, args: [x, y], depth: deeper([x, y]) };
}

/** `then` where the condition is not 0; both are computed. */
export function select(condition: Value, then: Value, otherwise: Value): Value {
  const args = [then, otherwise, condition] as const;
  return { kind: "select", type: then.type, args, depth: deeper(args) };
}

/** A load at address + offset (bytes, ≥ 0). */
export function load(name: AccessName, address: Value, offset = 0): Value {
  return {
    kind: "load",
    type: accessType(name),
    name,
    offset,
    lane: -1,
    args: [address],
    depth: deeper([address]),
  };
}

/** A vector with one lane replaced from memory. */
export function loadLane(address: Value, offset: number, lane: number, into: Value): Value {
  const args = [address, into];
  return { kind: "load", type: "v128", name: "v128.load32_lane", offset, lane, args, depth: deeper(args) };
}

/** Assigns a local. */
export function set(variable: Local, value: Value): Statement {
  return { kind: "set", local: variable, value };
}

/** A store at address + offset (bytes, ≥ 0); `lane` for `v128.store32_lane`. */
export function store(name: AccessName, address: Value, offset: number, value: Value, lane = -1): Statement {
  return { kind: "store", name, offset, lane, address, value };
}

/** Runs `body` once, and again as long as `again` is not 0. */
export function loop(label: string, body: readonly Statement[], again: Value): Statement {
  return { kind: "loop", label, body, again };
}

/** Runs `then` where the condition is not 0, else `otherwise`. */
export function choose(condition: Value, then: readonly Statement[], otherwise: readonly Statement[] = []): Statement {
  return { kind: "if", condition, then, otherwise };
}

/** Calls a function without a result. */
export function call(callee: Code, args: readonly Value[] = []): Statement {
  return { kind: "call", callee, args };
}
