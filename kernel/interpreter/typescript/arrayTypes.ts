/** Which types are arrays of the runtime, or a Variable of nnx around one, which computes as the array in it does. */
import type typescript from "typescript";
import { ts } from "./compiler.ts";

/** Names of the runtime's array classes (runtime/core/array.ts and its tracers). */
const arrayClasses: ReadonlySet<string> = new Set(["JaxArray", "DeviceArray", "Tracer"]);

/** Whether every value of the type is an array, or a Variable around one; `x?: Array` may be absent, so its type is neither. */
export function isArrayOrVariable(checker: typescript.TypeChecker, type: typescript.Type): boolean {
  if (type.isUnion()) return type.types.every((part) => isArrayOrVariable(checker, part));
  return isArray(type) || isVariableOfArray(checker, type);
}

/** Whether every value of the type is an array. */
export function isArray(type: typescript.Type): boolean {
  if (type.isUnion()) return type.types.every(isArray);
  if (type.isIntersection()) return type.types.some(isArray);
  if (type.flags & ts.TypeFlags.TypeParameter) {
    const constraint = type.getConstraint();
    return constraint !== undefined && isArray(constraint);
  }
  if (arrayClasses.has(type.symbol?.name ?? "")) return isDeclaredIn("/runtime/core/", type.symbol);
  return type.isClassOrInterface() && (type.getBaseTypes() ?? []).some(isArray);
}

/** A Variable may hold a tree as well; the method by which it stands for an array says that it is a Variable, `value` what is in it. */
function isVariableOfArray(checker: typescript.TypeChecker, type: typescript.Type): boolean {
  const bound = (type.flags & ts.TypeFlags.TypeParameter) !== 0 ? type.getConstraint() : type;
  const stands = bound?.getProperty("__jaxArray__");
  const value = bound?.getProperty("value");
  return Boolean(stands && value) && isDeclaredIn("/runtime/nnx/", stands!) && isArray(checker.getTypeOfSymbol(value!));
}

function isDeclaredIn(folder: string, symbol: typescript.Symbol): boolean {
  return symbol.declarations?.some((node) => node.getSourceFile().fileName.includes(folder)) ?? false;
}
