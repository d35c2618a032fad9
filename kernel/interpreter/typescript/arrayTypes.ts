/** Which types are arrays of the runtime. */
import type typescript from "typescript";
import { ts } from "./compiler.ts";

/** Names of the runtime's array classes (runtime/core/array.ts and its tracers). */
const arrayClasses: ReadonlySet<string> = new Set(["JaxArray", "DeviceArray", "Tracer"]);

/** Whether every value of the type is an array; `x?: Array` may be absent, so its type is not one. */
export function isArray(type: typescript.Type): boolean {
  if (type.isUnion()) return type.types.every(isArray);
  if (type.isIntersection()) return type.types.some(isArray);
  if (type.flags & ts.TypeFlags.TypeParameter) {
    const constraint = type.getConstraint();
    return constraint !== undefined && isArray(constraint);
  }
  if (arrayClasses.has(type.symbol?.name ?? "")) return declaredByRuntime(type);
  return type.isClassOrInterface() && (type.getBaseTypes() ?? []).some(isArray);
}

function declaredByRuntime(type: typescript.Type): boolean {
  return type.symbol.declarations?.some((node) => node.getSourceFile().fileName.includes("/runtime/core/")) ?? false;
}
