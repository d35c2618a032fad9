/** `lax.whileLoop`: repeats a function for as long as a condition holds. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asArray } from "../../core/asArray.ts";
import type { Arrays } from "../../core/userType.ts";
import { flattenArrays, nameOf } from "../../transforms/flatFunction.ts";
import { printAval } from "../../types/aval.ts";
import { flatten } from "../../types/pytree.ts";
import { checkCarry, promoteCarries, unwords } from "../carry.ts";
import { runsInJavaScript } from "../disableJit.ts";
import { asWords, bodyOnWords, type TracedBody, traceBody } from "../traceBody.ts";
import { whilePrimitive } from "./whilePrimitive.ts";

/**
 * Applies `bodyFun` to a value for as long as `condFun` of it holds, possibly never. Both are traced once.
 *
 * The number of steps is not known beforehand, so the loop has forward derivatives only (`jvp`, `jacfwd`); for `grad` use `scan`,
 * or `foriLoop` with bounds that are numbers. Under `vmap` it goes on until every element has ended.
 *
 * @param condFun function of the value that returns one boolean
 * @param bodyFun function of the value that returns the next one, of the same structure, shapes and dtypes
 * @param initVal the first value: a pytree of arrays
 * @returns the first value for which the condition does not hold
 * @throws TypeError for a condition that is not bool[], or a value whose type changes, naming the place
 * @example
 * const [a] = lax.whileLoop(([x]) => x.less(100), ([x, n]) => [x.mul(2), n.add(1)], [3, 0]);
 * assertEqual(Number(a), 192);
 */
export function whileLoop<T>(
  condFun: (value: any) => unknown,
  bodyFun: (value: any) => T,
  initVal: unknown,
): Arrays<T> {
  const action = `run the whileLoop of ${nameOf(bodyFun)}`;
  const [first, def] = flattenArrays(initVal, action, "the initial value");
  if (runsInJavaScript(first)) {
    let value = def.unflatten(first);
    while (asArray(condFun(value) as ArrayLike).item()) value = bodyFun(value);
    return value;
  }
  const argsDef = flatten([initVal])[1];
  let init: readonly JaxArray[] = first;
  let body: TracedBody;
  for (;;) {
    const avals = init.map((x) => x.aval);
    body = traceBody(bodyFun, argsDef, avals, action, "whileLoop");
    const promoted = def.equals(body.outDef) ? promoteCarries(init, body.outAvals) : undefined;
    if (!promoted) {
      checkCarry(action, def, avals, body.outDef, body.outAvals);
      break;
    }
    init = promoted;
  }
  const condition = traceBody(
    condFun,
    argsDef,
    init.map((x) => x.aval),
    `run the condition ${nameOf(condFun)} of a whileLoop`,
    "whileLoop",
  );
  const [holds] = condition.outAvals;
  if (
    condition.outAvals.length !== 1 ||
    condition.outDef.kind !== "leaf" ||
    holds!.dtype !== "bool" ||
    holds!.shape.length > 0
  ) {
    throw new TypeError(
      `Cannot ${action}: its condition must return bool[], got ${condition.outAvals.map((a) => printAval(a)).join(", ") || "nothing"}; ` +
        "compare (x.less(10)), and reduce with jnp.any or jnp.all where there are several elements",
    );
  }
  const operands = [...condition.consts, ...body.consts, ...init].map(asWords);
  const results = whilePrimitive(...operands, {
    condition: bodyOnWords(condition.jaxpr),
    body: bodyOnWords(body.jaxpr),
    conditionConstants: condition.consts.length,
    bodyConstants: body.consts.length,
  });
  return def.unflatten(unwords(results, body.outAvals));
}
