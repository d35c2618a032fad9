/**
 * The kernel language, part 1: scalar expressions.
 *
 * An expression says how one number is computed from loop indices, loads and accumulators. Expressions are interned: equal
 * expressions are the same object, so common subexpressions are found by identity and a graph of them is a DAG. They carry a
 * scalar type; all constructors check it and simplify what is constant.
 *
 *     f32  i32  u32  bool          bool exists in registers only; in buffers it is stored as a 32-bit 0 or 1
 */
export type ScalarType = "f32" | "i32" | "u32" | "bool";

/** Operations on registers. Arithmetic keeps the type of its arguments; comparisons give bool. */
export type UnaryOp = "neg" | "abs" | "floor" | "ceil" | "roundEven" | "trunc" | "sqrt" | "not" | "popcount" | "clz";
/** Integer `div` truncates and gives −1 (all ones) for a zero divisor; `rem` has the sign of the dividend; shifts ≥ 32 give 0 (`shrArith`: the sign). */
export type BinaryOp =
  | "add" | "sub" | "mul" | "div" | "rem"
  | "min" | "max" // NaN if either is NaN
  | "and" | "or" | "xor" | "shl" | "shrLogical" | "shrArith" // ints; and/or/xor on bool too
  | "eq" | "ne" | "lt" | "le" | "gt" | "ge"; // → bool
/** `convert` changes the value's type (f32 → int truncates and saturates, NaN → 0), `bitcast` keeps the bits. */
export type ConvertOp = "convert" | "bitcast";
/** Functions without an instruction: `ir/math/` expands each into the operations above, the same on every backend. */
export type MathOp = "exp" | "expm1" | "log" | "log1p" | "tanh" | "sin" | "cos" | "pow" | "erfInv";

export type Expr =
  | { readonly kind: "const"; readonly type: ScalarType; readonly value: number | boolean }
  | { readonly kind: "index"; readonly type: "i32"; readonly axis: Axis }
  | { readonly kind: "load"; readonly type: ScalarType; readonly buffer: number; readonly index: Expr }
  | { readonly kind: "accumulator"; readonly type: ScalarType; readonly id: number }
  | { readonly kind: "unary"; readonly type: ScalarType; readonly op: UnaryOp; readonly args: readonly [Expr] }
  | { readonly kind: "binary"; readonly type: ScalarType; readonly op: BinaryOp; readonly args: readonly [Expr, Expr] }
  | { readonly kind: "convert"; readonly type: ScalarType; readonly op: ConvertOp; readonly args: readonly [Expr] }
  | { readonly kind: "math"; readonly type: "f32"; readonly op: MathOp; readonly args: readonly Expr[] }
  | { readonly kind: "select"; readonly type: ScalarType; readonly args: readonly [condition: Expr, then: Expr, otherwise: Expr] };

/** A loop of a kernel: `grid` loops run over output elements in any order, `reduce` loops feed the accumulators. */
export interface Axis {
  readonly kind: "grid" | "reduce";
  /** Position among the kernel's loops of this kind, outermost first. */
  readonly position: number;
  readonly size: number;
}
