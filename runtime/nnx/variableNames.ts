/** Names of kinds of Variables, as Linen's collections have them: `Param` is "params". */
import { Variable, type VariableType } from "./variable.ts";
import { BatchStat, Cache, Intermediate, Param, Perturbation } from "./variableTypes.ts";

const types = new Map<string, VariableType>([
  ["params", Param],
  ["batch_stats", BatchStat],
  ["cache", Cache],
  ["intermediates", Intermediate],
  ["perturbations", Perturbation],
]);

/**
 * Gives a class of Variables a name.
 *
 * @param name the name
 * @param type the class
 * @param options.overwrite whether the name may have had another class; default false
 * @returns the class
 * @throws TypeError for a name that is taken
 * @example
 * class Momentum extends nnx.Variable {}
 * nnx.registerVariableName("momenta", Momentum, { overwrite: true });
 * assertEqual(nnx.variableNameFromType(Momentum), "momenta");
 */
export function registerVariableName<T extends VariableType>(
  name: string,
  type: T,
  options: { readonly overwrite?: boolean } = {},
): T {
  if (types.has(name) && !options.overwrite)
    throw new TypeError(
      `Cannot register ${type.name} as "${name}": it is ${types.get(name)!.name}; pass { overwrite: true }`,
    );
  types.set(name, type);
  return type;
}

/**
 * The class of a name.
 *
 * @param name the name
 * @param options.allowRegister whether an unknown name makes a new class; default false
 * @throws TypeError for an unknown name
 * @example
 * assertEqual(nnx.variableTypeFromName("params") === nnx.Param, "true");
 */
export function variableTypeFromName(name: string, options: { readonly allowRegister?: boolean } = {}): VariableType {
  const known = types.get(name);
  if (known) return known;
  if (!options.allowRegister)
    throw new TypeError(`Cannot find a class of Variables "${name}": there are ${[...types.keys()].join(", ")}`);
  return registerVariableName(name, { [name]: class extends Variable {} }[name]!);
}

/**
 * The name of a class.
 *
 * @param type the class
 * @param options.allowRegister whether a class without a name gets its own; default false
 * @throws TypeError for a class without a name
 * @example
 * assertEqual(nnx.variableNameFromType(nnx.BatchStat), "batch_stats");
 */
export function variableNameFromType(type: VariableType, options: { readonly allowRegister?: boolean } = {}): string {
  for (const [name, known] of types) if (known === type) return name;
  if (!options.allowRegister)
    throw new TypeError(
      `Cannot find the name of ${type.name}: register it with nnx.registerVariableName(name, ${type.name})`,
    );
  registerVariableName(type.name, type);
  return type.name;
}
