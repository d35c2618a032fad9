/** The primitive `customJvpCall`: runs a jaxpr whose derivative is a function of the user's. */
import type { JaxArray } from "../../core/array.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { definePrimitiveMany, type Primitive } from "../../core/primitive.ts";
import { batchFlat } from "../../transforms/batchTrace.ts";
import { moveBatchAxis } from "../../transforms/moveBatchAxis.ts";
import { instantiate } from "../../transforms/zeros.ts";
import { batchJaxprInFront } from "../batchJaxprInFront.ts";
import { checkAvals } from "../checkAvals.ts";
import { checkNotClosedOver } from "./checkNotClosedOver.ts";

/** Values and tangents of the results, from those of the arguments; integer arguments have tangents of zeros. */
export type FlatJvpRule = (
  primals: readonly JaxArray[],
  tangents: readonly JaxArray[],
) => { readonly values: readonly JaxArray[]; readonly tangents: readonly JaxArray[] };

/** What a call of a customJvp function carries. */
export type CustomJvpParams = {
  readonly name: string;
  /** Captured arrays come first among the inputs. */
  readonly jaxpr: Jaxpr;
  /** How many inputs are captured arrays: the rule knows nothing of them. */
  readonly constants: number;
  readonly rule: FlatJvpRule;
};

/** Runs a jaxpr (captured arrays, arguments); differentiated by the rule. */
export const customJvpPrimitive: Primitive<JaxArray[], CustomJvpParams, JaxArray[]> = definePrimitiveMany<
  JaxArray[],
  CustomJvpParams
>({
  name: "customJvpCall",
  shape(inputs, { name, jaxpr }) {
    checkAvals(`run the program of ${name}`, inputs, jaxpr);
    return jaxpr.outputs.map((atom) => atom.aval);
  },
  inline: ({ jaxpr }) => jaxpr,
  jvp(primals, tangents, { name, constants, rule }) {
    checkNotClosedOver(name, "customJvp", tangents.slice(0, constants));
    const own = primals.slice(constants);
    const found = rule(
      own,
      tangents.slice(constants).map((tangent, i) => instantiate(tangent, own[i]!.aval)),
    );
    return [found.values, found.tangents];
  },
  batch(operands, axes, { name, jaxpr, constants, rule }, batch) {
    const mapped = axes.map((axis) => axis !== null);
    const inputs = operands.map((x, i) => (mapped[i] ? moveBatchAxis(x, axes[i]!, 0, batch.size) : x));
    const every = jaxpr.outputs.map(() => true);
    const own = mapped.slice(constants).map((is) => (is ? 0 : null));
    const batchedRule: FlatJvpRule = (primals, tangents) => {
      const results = batchFlat(
        (values) => {
          const given = rule(values.slice(0, own.length), values.slice(own.length));
          return [...given.values, ...given.tangents];
        },
        [...primals, ...tangents],
        [...own, ...own],
        batch,
      ).map(([value, axis]) => moveBatchAxis(value, axis, 0, batch.size));
      return { values: results.slice(0, every.length), tangents: results.slice(every.length) };
    };
    const batched = batchJaxprInFront(jaxpr, mapped, every, batch).jaxpr;
    const results = customJvpPrimitive(...inputs, { name, jaxpr: batched, constants, rule: batchedRule });
    return [results, results.map(() => 0)];
  },
  printParams: ({ name, jaxpr }) => ({ name, jaxpr }),
});
