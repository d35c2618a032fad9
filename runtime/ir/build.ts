/**
 * The constructors of expressions. Each checks types, folds constants exactly, and applies those algebraic rules that hold for
 * every value, NaN, infinities and −0 included; so x·0 stays, and x + 0 becomes x for integers only. What no rule changes is
 * interned, so that equal expressions are one object.
 */

import { divideIndex, remainderIndex } from "./divide.ts";
import type { Axis, BinaryOp, Expr, MathOp, ScalarType, UnaryOp } from "./expr.ts";
import {
  knownResult,
  makeAccumulator,
  makeBinary,
  makeConst,
  makeConvert,
  makeIndex,
  makeLoad,
  makeMath,
  makeSelect,
  makeUnary,
  rememberResult,
} from "./intern.ts";
import { combine, expressionOf, linearOf } from "./linear.ts";
import { isBounded } from "./range.ts";
import { binaryOps, bitcastScalar, convertScalar, mathOps, type Scalar, unaryOps, wrap } from "./scalar.ts";

/** A number of a type: f32 is rounded, integers wrap. */
export function constant(type: ScalarType, value: Scalar): Expr {
  if (type !== "f32" && !Number.isInteger(Number(value)))
    throw new TypeError(`Cannot build a constant of type ${type} from ${value}: it must be whole`);
  return makeConst(type, wrap(type, value));
}

/** The counter of an output loop, 0 … size − 1; the constant 0 if the loop has one step. */
export function gridIndex(position: number, size: number): Expr {
  return loopIndex({ kind: "grid", position, size });
}

/** The counter of a reduction loop, 0 … size − 1; the constant 0 if the loop has one step. */
export function reduceIndex(position: number, size: number): Expr {
  return loopIndex({ kind: "reduce", position, size });
}

function loopIndex(axis: Axis): Expr {
  return axis.size <= 1 ? makeConst("i32", 0) : makeIndex(axis);
}

/** The element of a buffer at a row-major index; `type` is the buffer's. */
export function load(type: ScalarType, buffer: number, index: Expr): Expr {
  if (index.type !== "i32") throw new TypeError(`Cannot load at an index of type ${index.type}: it must be i32`);
  return makeLoad(type, buffer, index);
}

/** The result of a reduction of the same kernel, by its place in the list. */
export function accumulator(type: ScalarType, id: number): Expr {
  return makeAccumulator(type, id);
}

const floatOnly: ReadonlySet<UnaryOp | BinaryOp> = new Set(["floor", "ceil", "roundEven", "trunc", "sqrt"]);
const bitwise: ReadonlySet<UnaryOp | BinaryOp> = new Set([
  "not",
  "popcount",
  "clz",
  "and",
  "or",
  "xor",
  "shl",
  "shrLogical",
  "shrArith",
]);
const logical: ReadonlySet<UnaryOp | BinaryOp> = new Set(["not", "and", "or", "xor"]);
const comparisons: ReadonlySet<UnaryOp | BinaryOp> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

function fits(op: UnaryOp | BinaryOp, type: ScalarType): boolean {
  if (type === "bool") return logical.has(op);
  return type === "f32" ? !bitwise.has(op) : !floatOnly.has(op);
}

/** An operation on one number. On u32 and bool, `abs` is the number itself. */
export function unary(op: UnaryOp, x: Expr): Expr {
  const { type } = x;
  if (op === "abs" && (type === "u32" || type === "bool" || (type === "i32" && x.low >= 0))) return x;
  if (!fits(op, type)) throw new TypeError(`Cannot build ${op} of ${type}`);
  if (x.kind === "const") return constant(type, unaryOps[op](Number(x.value), type));
  if (x.kind === "unary") {
    if ((op === "neg" || op === "not") && x.op === op) return x.args[0];
    if (op === "abs" && (x.op === "abs" || x.op === "neg")) return unary("abs", x.args[0]);
  }
  if (op === "neg" && type === "i32" && isBounded(x)) return binary("mul", x, makeConst("i32", -1));
  return makeUnary(type, op, x);
}

/** An operation on two numbers of one type. On bool, `add` and `max` are or, `mul` and `min` are and, and false < true. */
export function binary(op: BinaryOp, x: Expr, y: Expr): Expr {
  const { type } = x;
  if (y.type !== type) throw new TypeError(`Cannot build ${op} of ${type} and ${y.type}: the types must be equal`);
  if (type === "bool") return binaryBool(op, x, y);
  if (!fits(op, type)) throw new TypeError(`Cannot build ${op} of ${type}`);
  const result = comparisons.has(op) ? "bool" : type;
  if (x.kind === "const" && y.kind === "const")
    return constant(result, binaryOps[op](Number(x.value), Number(y.value), type));
  if (result === "bool")
    return (type === "i32" && compareByRange(op, x, y)) || compareSame(op, x, y) || makeBinary("bool", op, x, y);
  if (commutes.has(op) && x.kind === "const") return binary(op, y, x);
  if (type === "f32") return simplifyFloat(op, x, y) ?? makeBinary(type, op, x, y);
  // The same indices are computed for each value of a shape: their linear forms are found once.
  return knownResult(op, x, y) ?? rememberResult(op, x, y, simplifyInt(op, x, y) ?? makeBinary(type, op, x, y));
}

const commutes: ReadonlySet<BinaryOp> = new Set(["add", "mul", "min", "max", "and", "or", "xor"]);

function binaryBool(op: BinaryOp, x: Expr, y: Expr): Expr {
  const not = (a: Expr): Expr => unary("not", a);
  switch (op) {
    case "mul":
    case "min":
      return binaryBool("and", x, y);
    case "add":
    case "max":
      return binaryBool("or", x, y);
    case "ne":
    case "sub":
      return binaryBool("xor", x, y);
    case "eq":
      return not(binaryBool("xor", x, y));
    case "lt":
      return binaryBool("and", not(x), y);
    case "gt":
      return binaryBool("and", x, not(y));
    case "le":
      return binaryBool("or", not(x), y);
    case "ge":
      return binaryBool("or", x, not(y));
    case "and":
    case "or":
    case "xor":
      if (x.kind === "const")
        return y.kind === "const"
          ? constant("bool", binaryOps[op](Number(x.value), Number(y.value), "bool"))
          : binaryBool(op, y, x);
      if (x === y) return op === "xor" ? makeConst("bool", false) : x;
      if (y.kind === "const") {
        if (op === "xor") return y.value ? not(x) : x;
        return Boolean(y.value) === (op === "and") ? x : y;
      }
      return makeBinary("bool", op, x, y);
    default:
      throw new TypeError(`Cannot build ${op} of bool`);
  }
}

const isZero = (x: Expr): boolean => x.kind === "const" && x.value === 0;
const isConst = (x: Expr, value: Scalar): boolean => x.kind === "const" && Object.is(x.value, value);
const negated = (x: Expr): Expr | undefined => (x.kind === "unary" && x.op === "neg" ? x.args[0] : undefined);

function simplifyFloat(op: BinaryOp, x: Expr, y: Expr): Expr | undefined {
  switch (op) {
    case "add":
      if (isConst(y, -0)) return x;
      if (negated(y)) return binary("sub", x, negated(y)!);
      return negated(x) && binary("sub", y, negated(x)!);
    case "sub":
      if (isConst(y, 0)) return x;
      return negated(y) && binary("add", x, negated(y)!);
    case "mul":
      if (isConst(y, 1)) return x;
      if (isConst(y, -1)) return unary("neg", x);
      return negated(x) && negated(y) && binary("mul", negated(x)!, negated(y)!);
    case "div":
      if (isConst(y, 1)) return x;
      if (isConst(y, -1)) return unary("neg", x);
      return y.kind === "const" && hasExactInverse(Number(y.value))
        ? makeBinary("f32", "mul", x, constant("f32", 1 / Number(y.value)))
        : undefined;
    case "min":
    case "max":
      return x === y ? x : undefined;
    default:
      return undefined;
  }
}

/** Powers of two, away from subnormal numbers: multiplying by 1/y rounds as dividing by y does. */
function hasExactInverse(y: number): boolean {
  const size = Math.abs(y);
  return size >= 2 ** -126 && size <= 2 ** 126 && Number.isInteger(Math.log2(size)) && 2 ** Math.log2(size) === size;
}

function simplifyInt(op: BinaryOp, x: Expr, y: Expr): Expr | undefined {
  const { type } = x;
  const zero = makeConst(type, 0);
  switch (op) {
    case "add":
    case "sub": {
      if (isZero(y)) return x;
      if (op === "sub" && x === y) return zero;
      if (type !== "i32") return undefined;
      const a = linearOf(x);
      const b = a && linearOf(y);
      return b && expressionOf(combine(a, 1, b, op === "add" ? 1 : -1));
    }
    case "mul": {
      if (isZero(y)) return zero;
      if (isConst(y, 1)) return x;
      const linear = type === "i32" && y.kind === "const" ? linearOf(x) : undefined;
      return (
        linear &&
        expressionOf(combine(linear, Number((y as { value: Scalar }).value), { terms: new Map(), offset: 0 }, 0))
      );
    }
    case "div":
      if (isConst(y, 1)) return x;
      return type === "i32" && y.kind === "const" ? divideIndex(x, Number(y.value)) : undefined;
    case "rem":
      if (isConst(y, 1)) return zero;
      return type === "i32" && y.kind === "const" ? remainderIndex(x, Number(y.value)) : undefined;
    case "min":
      if (x === y || (type === "i32" && x.high <= y.low)) return x;
      return type === "i32" && y.high <= x.low ? y : undefined;
    case "max":
      if (x === y || (type === "i32" && x.low >= y.high)) return x;
      return type === "i32" && y.low >= x.high ? y : undefined;
    case "and":
      if (x === y || isZero(y)) return y;
      return isConst(y, wrap(type, -1)) ? x : undefined;
    case "or":
      if (x === y || isZero(y)) return x;
      return isConst(y, wrap(type, -1)) ? y : undefined;
    case "xor":
      if (x === y) return zero;
      return isZero(y) ? x : undefined;
    case "shl":
    case "shrLogical":
    case "shrArith":
      return isZero(y) ? x : undefined;
    default:
      return undefined;
  }
}

function compareByRange(op: BinaryOp, x: Expr, y: Expr): Expr | undefined {
  const [always, never] = {
    lt: [x.high < y.low, x.low >= y.high],
    le: [x.high <= y.low, x.low > y.high],
    gt: [x.low > y.high, x.high <= y.low],
    ge: [x.low >= y.high, x.high < y.low],
    eq: [false, x.high < y.low || x.low > y.high],
    ne: [x.high < y.low || x.low > y.high, false],
  }[op as "lt"];
  return always || never ? makeConst("bool", always!) : undefined;
}

/** x compared with itself; a float may be NaN. */
function compareSame(op: BinaryOp, x: Expr, y: Expr): Expr | undefined {
  if (x !== y || x.type === "f32") return undefined;
  return makeConst("bool", op === "eq" || op === "le" || op === "ge");
}

/** The number in another type: f32 → int truncates and saturates, NaN → 0; integers keep their bits; to bool: x ≠ 0. */
export function convert(type: ScalarType, x: Expr): Expr {
  if (x.type === type) return x;
  if (x.kind === "const") return makeConst(type, convertScalar(type, x.value, x.type));
  if (type === "bool") {
    if (x.kind === "convert" && x.op === "convert" && x.args[0].type === "bool") return x.args[0];
    return binary("ne", x, constant(x.type, 0));
  }
  if (x.type !== "f32" && x.type !== "bool" && type !== "f32") return bitcast(type, x);
  // A bool that became an integer first is the same 0 or 1 when it becomes a float.
  if (x.kind === "convert" && x.args[0].type === "bool") return convert(type, x.args[0]);
  return makeConvert(type, "convert", x);
}

/** The same 32 bits as another type; not for bool. */
export function bitcast(type: ScalarType, x: Expr): Expr {
  if (x.type === type) return x;
  if (x.type === "bool" || type === "bool")
    throw new TypeError(`Cannot build bitcast of ${x.type} to ${type}: bool has no bits of its own`);
  if (x.kind === "const") return makeConst(type, bitcastScalar(type, Number(x.value), x.type));
  if (x.kind === "convert" && x.op === "bitcast") return bitcast(type, x.args[0]);
  // A bool that became one integer is the same 0 or 1 as another; as a float it has other bits.
  if (x.kind === "convert" && x.args[0].type === "bool" && x.type !== "f32" && type !== "f32")
    return convert(type, x.args[0]);
  return makeConvert(type, "bitcast", x);
}

/** `then` where the condition holds, else `otherwise`; both may be computed. */
export function select(condition: Expr, then: Expr, otherwise: Expr): Expr {
  if (condition.type !== "bool")
    throw new TypeError(`Cannot build select with a condition of type ${condition.type}: it must be bool`);
  if (then.type !== otherwise.type)
    throw new TypeError(`Cannot build select of ${then.type} and ${otherwise.type}: the types must be equal`);
  if (condition.kind === "const") return condition.value ? then : otherwise;
  if (then === otherwise) return then;
  if (condition.kind === "unary" && condition.op === "not") return select(condition.args[0], otherwise, then);
  if (then.type === "bool") {
    if (then.kind === "const")
      return then.value ? binary("or", condition, otherwise) : binary("and", unary("not", condition), otherwise);
    if (otherwise.kind === "const")
      return otherwise.value ? binary("or", unary("not", condition), then) : binary("and", condition, then);
  }
  return makeSelect(condition, then, otherwise);
}

/** A function without an instruction, of f32; `pow` has two arguments. */
export function math(op: MathOp, ...args: readonly Expr[]): Expr {
  const wanted = op === "pow" ? 2 : 1;
  if (args.length !== wanted) throw new TypeError(`Cannot build ${op} of ${args.length} arguments: it has ${wanted}`);
  for (const x of args)
    if (x.type !== "f32") throw new TypeError(`Cannot build ${op} of ${x.type}: it is defined for f32`);
  if (args.every((x) => x.kind === "const")) return constant("f32", mathOps[op](...args.map((x) => Number(x.value))));
  return makeMath(op, args);
}
