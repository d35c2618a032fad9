/**
 * JAX's type lattice: which dtype two dtypes have in common. Weak types are nodes of their own, between the dtypes that take them in.
 *
 *     bool → i* → uint8, int8       uint8 → uint16, int16     uint16 → uint32, int32     uint32 → int64 → f*
 *                                   int8 → int16              int16 → int32              int32 → int64
 *     f* → bfloat16, float16 → float32 → complex64
 *     f* → c* → complex64
 *
 * int64 is only passed through: what ends there is int32, since there are no 64-bit types.
 */
import { isComplex, isFloat, type NumericDType } from "../types/dtype.ts";

/** A dtype and whether it gives way to others. */
export interface ResultType {
  readonly dtype: NumericDType;
  readonly weakType: boolean;
}

/** A place in the lattice. */
export type LatticeNode = NumericDType | "i*" | "int64" | "f*" | "c*";

const above: Readonly<Record<LatticeNode, readonly LatticeNode[]>> = {
  bool: ["i*"],
  "i*": ["uint8", "int8"],
  uint8: ["int16", "uint16"],
  uint16: ["int32", "uint32"],
  uint32: ["int64"],
  int8: ["int16"],
  int16: ["int32"],
  int32: ["int64"],
  int64: ["f*"],
  "f*": ["bfloat16", "float16", "c*"],
  bfloat16: ["float32"],
  float16: ["float32"],
  float32: ["complex64"],
  "c*": ["complex64"],
  complex64: [],
};

const types: Readonly<Record<LatticeNode, ResultType>> = {
  bool: { dtype: "bool", weakType: false },
  "i*": { dtype: "int32", weakType: true },
  uint8: { dtype: "uint8", weakType: false },
  uint16: { dtype: "uint16", weakType: false },
  uint32: { dtype: "uint32", weakType: false },
  int8: { dtype: "int8", weakType: false },
  int16: { dtype: "int16", weakType: false },
  int32: { dtype: "int32", weakType: false },
  int64: { dtype: "int32", weakType: false },
  "f*": { dtype: "float32", weakType: true },
  bfloat16: { dtype: "bfloat16", weakType: false },
  float16: { dtype: "float16", weakType: false },
  float32: { dtype: "float32", weakType: false },
  "c*": { dtype: "complex64", weakType: true },
  complex64: { dtype: "complex64", weakType: false },
};

const joins = new Map<string, LatticeNode>();

/** A node with all nodes above it. */
function reachable(node: LatticeNode): Set<LatticeNode> {
  return new Set([node, ...above[node].flatMap((next) => [...reachable(next)])]);
}

/** The least node above both. */
export function join(a: LatticeNode, b: LatticeNode): LatticeNode {
  if (a === b) return a;
  const key = `${a} ${b}`;
  let least = joins.get(key);
  if (!least) {
    const aboveB = reachable(b);
    const common = [...reachable(a)].filter((node) => aboveB.has(node));
    least = common.find((node) => common.every((other) => reachable(node).has(other)))!;
    joins.set(key, least);
  }
  return least;
}

/** The node of a type. */
export function nodeOf({ dtype, weakType }: ResultType): LatticeNode {
  if (!weakType || dtype === "bool") return dtype;
  if (isComplex(dtype)) return "c*";
  return isFloat(dtype) ? "f*" : "i*";
}

/** The type of a node. */
export function typeOf(node: LatticeNode): ResultType {
  return types[node];
}
