/**
 * The kernel language, part 1: scalar expressions.
 *
 * An expression says how one number is computed from loop indices, loads and accumulators. Expressions are interned: equal
 * expressions are the same object, so common subexpressions are found by identity and a graph of them is a DAG. They carry a
 * scalar type; all constructors (`build.ts`) check it and simplify what is constant.
 *
 *     f32  i32  u32  bool          bool exists in registers only; in buffers it is stored as a 32-bit 0 or 1
 *
 * The constructors keep the set of forms that a backend sees small: arithmetic and comparisons have no bool operands (only
 * and, or, xor, not, select do), `convert` never makes a bool, and never leads from one integer type to the other (that is `bitcast`).
 */
export type ScalarType = "f32" | "i32" | "u32" | "bool";

/** Operations on registers. Arithmetic keeps the type of its arguments; comparisons give bool. */
export type UnaryOp = "neg" | "abs" | "floor" | "ceil" | "roundEven" | "trunc" | "sqrt" | "not" | "popcount" | "clz";
/**
 * Integer `div` truncates and gives −1 (all ones) for a zero divisor; `rem` has the sign of the dividend, which it returns for a
 * zero divisor; −2³¹ div −1 is −2³¹. Shifts by 32 or more (read as u32) give 0 (`shrArith`: the sign).
 */
export type BinaryOp =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "rem"
  | "min"
  | "max" // NaN if either is NaN; −0 < +0
  | "and"
  | "or"
  | "xor"
  | "shl"
  | "shrLogical"
  | "shrArith" // ints; and/or/xor on bool too
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"; // → bool
/** `convert` changes the value's type (f32 → int truncates and saturates, NaN → 0), `bitcast` keeps the bits. */
export type ConvertOp = "convert" | "bitcast";
/** Functions without an instruction: `ir/math/` expands each into the operations above, the same on every backend. */
export type MathOp = "exp" | "expm1" | "log" | "log1p" | "tanh" | "sin" | "cos" | "pow" | "erfInv";

/** What every interned expression has. */
export interface Interned {
  /** Unique, and larger than the ids of its parts: ascending ids are a topological order. */
  readonly id: number;
  /** Bounds of the value, both included, as far as known: loops, and what is computed from them. Infinite for other types than i32. */
  readonly low: number;
  readonly high: number;
}

/** One scalar computation. */
export type Expr = Interned &
  (
    | { readonly kind: "const"; readonly type: ScalarType; readonly value: number | boolean }
    | { readonly kind: "index"; readonly type: "i32"; readonly axis: Axis }
    /** The type is the buffer's; a bool load is true where the word is not 0. Always in range: `select` computes both its sides, so lowerings clamp. */
    | { readonly kind: "load"; readonly type: ScalarType; readonly buffer: number; readonly index: Expr }
    | { readonly kind: "accumulator"; readonly type: ScalarType; readonly accumulator: number }
    | { readonly kind: "unary"; readonly type: ScalarType; readonly op: UnaryOp; readonly args: readonly [Expr] }
    | {
        readonly kind: "binary";
        readonly type: ScalarType;
        readonly op: BinaryOp;
        readonly args: readonly [Expr, Expr];
      }
    | { readonly kind: "convert"; readonly type: ScalarType; readonly op: ConvertOp; readonly args: readonly [Expr] }
    | { readonly kind: "math"; readonly type: "f32"; readonly op: MathOp; readonly args: readonly Expr[] }
    | {
        readonly kind: "select";
        readonly type: ScalarType;
        readonly args: readonly [condition: Expr, then: Expr, otherwise: Expr];
      }
  );

/** A loop of a kernel: `grid` loops run over output elements in any order, `reduce` loops feed the accumulators. */
export interface Axis {
  readonly kind: "grid" | "reduce";
  /** Position among the kernel's loops of this kind, outermost first. */
  readonly position: number;
  readonly size: number;
}
