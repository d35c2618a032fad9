/** Runs a jaxpr on arrays, equation by equation: with tracers among them this transforms or inlines it. */
import type { JaxArray } from "../core/array.ts";
import type { Atom, Jaxpr, Var } from "../core/jaxpr.ts";
import { scalar } from "../core/scalar.ts";
import { bind } from "../core/tracer.ts";

/**
 * The outputs of a jaxpr for given captured arrays and inputs.
 *
 * @param jaxpr the program
 * @param consts values of `jaxpr.constVars`
 * @param args values of `jaxpr.inputs`, of their shapes and dtypes
 * @returns one array per output
 * @example
 * const { jaxpr, consts } = jax.makeJaxpr((x: jax.Array) => x.mul(2))(jnp.array([1, 2]));
 * assertEqual(jax.evalJaxpr(jaxpr, consts, [jnp.array([3, 4])])[0], "[6 8]");
 */
export function evalJaxpr(jaxpr: Jaxpr, consts: readonly JaxArray[], args: readonly JaxArray[]): JaxArray[] {
  if (args.length !== jaxpr.inputs.length) {
    throw new TypeError(`Cannot evaluate this jaxpr: it has ${jaxpr.inputs.length} inputs, got ${args.length} arrays`);
  }
  const values = new Map<Var, JaxArray>();
  jaxpr.constVars.forEach((v, i) => void values.set(v, consts[i]!));
  jaxpr.inputs.forEach((v, i) => void values.set(v, args[i]!));
  const read = (atom: Atom): JaxArray => valueOf(atom, values);
  for (const { primitive, inputs, params, outputs } of jaxpr.equations) {
    const results = bind(primitive, inputs.map(read), params);
    outputs.forEach((v, i) => void values.set(v, results[i]!));
  }
  return jaxpr.outputs.map(read);
}

/** The array an atom stands for. */
export function valueOf(atom: Atom, values: ReadonlyMap<Var, JaxArray>): JaxArray {
  return atom.kind === "var" ? values.get(atom)! : scalar(atom.value, atom.aval.dtype, atom.aval.weakType);
}
