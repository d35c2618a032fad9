/**
 * The primitives of `customVjp`: `customVjpCall` runs a jaxpr; when its tangents are recorded for later, the user's forward
 * function runs in its place, and `customLinear` is recorded, which can only be transposed: that is the user's backward function.
 */
import type { JaxArray } from "../../core/array.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { isRecorded } from "../../core/jaxprTrace.ts";
import { type Batch, definePrimitiveMany, isLinear, type Primitive, type Tangent } from "../../core/primitive.ts";
import { reduceSum } from "../../primitives/reduceSum.ts";
import { batchFlat } from "../../transforms/batchTrace.ts";
import { isDifferentiable } from "../../transforms/matchTangents.ts";
import { moveBatchAxis } from "../../transforms/moveBatchAxis.ts";
import { instantiate } from "../../transforms/zeros.ts";
import type { Aval } from "../../types/aval.ts";
import { batchJaxprInFront } from "../batchJaxprInFront.ts";
import { checkAvals } from "../checkAvals.ts";
import { checkNotClosedOver } from "./checkNotClosedOver.ts";

/** Values of the results and what the backward function will need, from the arguments. */
export type FlatForward = (primals: readonly JaxArray[]) => {
  readonly values: readonly JaxArray[];
  readonly residuals: readonly JaxArray[];
};

/** Cotangents of the arguments (null: zero) from the residuals and the cotangents of the results. */
export type FlatBackward = (residuals: readonly JaxArray[], cotangents: readonly JaxArray[]) => readonly Tangent[];

/** What a call of a customVjp function carries. */
export type CustomVjpParams = {
  readonly name: string;
  /** Captured arrays come first among the inputs. */
  readonly jaxpr: Jaxpr;
  readonly constants: number;
  readonly forward: FlatForward;
  readonly backward: FlatBackward;
};

/** Runs a jaxpr (captured arrays, arguments); under a gradient the forward function runs in its place. */
export const customVjpPrimitive: Primitive<JaxArray[], CustomVjpParams, JaxArray[]> = definePrimitiveMany<
  JaxArray[],
  CustomVjpParams
>({
  name: "customVjpCall",
  shape(inputs, { name, jaxpr }) {
    checkAvals(`run the program of ${name}`, inputs, jaxpr);
    return jaxpr.outputs.map((atom) => atom.aval);
  },
  inline: ({ jaxpr }) => jaxpr,
  jvp(primals, tangents, { name, constants, forward, backward }) {
    checkNotClosedOver(name, "customVjp", tangents.slice(0, constants));
    if (!tangents.some(isRecorded)) {
      throw new TypeError(
        `Cannot take the forward derivative (jvp, jacfwd) of ${name}: customVjp gave it a reverse rule only; use jax.grad, jax.vjp or jax.jacrev, or customJvp`,
      );
    }
    const own = tangents.slice(constants);
    const { values, residuals } = forward(primals.slice(constants));
    const linear = customLinear(...residuals, ...own.filter((tangent) => tangent !== null), {
      name,
      backward,
      residuals: residuals.length,
      active: own.map(Boolean),
      outputs: values.map((x) => x.aval),
    });
    return [values, linear.map((tangent, i) => (isDifferentiable(values[i]!.aval) ? tangent : null))];
  },
  batch(operands, axes, { name, jaxpr, constants, forward, backward }, batch) {
    const mapped = axes.map((axis) => axis !== null);
    const inputs = operands.map((x, i) => (mapped[i] ? moveBatchAxis(x, axes[i]!, 0, batch.size) : x));
    const every = jaxpr.outputs.map(() => true);
    const own = mapped.slice(constants);
    let residualAxes: readonly (number | null)[] = [];
    const params: CustomVjpParams = {
      name,
      jaxpr: batchJaxprInFront(jaxpr, mapped, every, batch).jaxpr,
      constants,
      forward(primals) {
        const results = batchFlat(
          (values) => {
            const given = forward(values);
            return [...given.values, ...given.residuals];
          },
          primals,
          own.map((is) => (is ? 0 : null)),
          batch,
        );
        const kept = results.slice(every.length);
        residualAxes = kept.map(([, axis]) => axis);
        const values = results.slice(0, every.length);
        return {
          values: values.map(([value, axis]) => moveBatchAxis(value, axis, 0, batch.size)),
          residuals: kept.map(([value]) => value),
        };
      },
      backward: (residuals, cotangents) => batchedBackward(backward, residuals, residualAxes, cotangents, own, batch),
    };
    const results = customVjpPrimitive(...inputs, params);
    return [results, results.map(() => 0)];
  },
  printParams: ({ name, jaxpr }) => ({ name, jaxpr }),
});

/** The backward function of a batch. The cotangent of an argument that all elements share is the sum of theirs. */
function batchedBackward(
  backward: FlatBackward,
  residuals: readonly JaxArray[],
  residualAxes: readonly (number | null)[],
  cotangents: readonly JaxArray[],
  mapped: readonly boolean[],
  batch: Batch,
): readonly Tangent[] {
  let given: readonly boolean[] = [];
  const results = batchFlat(
    (values) => {
      const found = backward(values.slice(0, residuals.length), values.slice(residuals.length));
      given = found.map(Boolean);
      return found.filter((ct) => ct !== null);
    },
    [...residuals, ...cotangents],
    [...residualAxes, ...cotangents.map(() => 0)],
    batch,
  ).map(([value, axis]) => moveBatchAxis(value, axis, 0, batch.size));
  let next = 0;
  return given.map((is, i): Tangent => {
    if (!is) return null;
    const ct = results[next++]!;
    return mapped[i] ? ct : reduceSum(ct, { axes: [0] });
  });
}

type CustomLinearParams = {
  readonly name: string;
  readonly backward: FlatBackward;
  /** How many operands are residuals; the rest are the tangents of the active arguments. */
  readonly residuals: number;
  readonly active: readonly boolean[];
  readonly outputs: readonly Aval[];
};

/** The derivative of a function with a reverse rule: linear in the tangents, of which it knows only the transpose. */
const customLinear: Primitive<JaxArray[], CustomLinearParams, JaxArray[]> = definePrimitiveMany<
  JaxArray[],
  CustomLinearParams
>({
  name: "customLinear",
  shape: (_, { outputs }) => outputs,
  jvp: (_, __, { name }): never => forwardOnly(name),
  transpose(cotangents, operands, { name, backward, residuals, active, outputs }) {
    const known = operands.slice(0, residuals);
    if (known.some(isLinear))
      throw new TypeError(`Cannot transpose the derivative of ${name}: it is linear in the tangents only`);
    const found = backward(
      known as JaxArray[],
      cotangents.map((ct, i) => instantiate(ct, outputs[i]!)),
    );
    const own = found.filter((_, i) => active[i]);
    return [...known.map(() => null), ...own];
  },
  batch(operands, axes, { name, backward, residuals, active, outputs }, batch) {
    const inputs = operands.map((x, i) => (axes[i] === null ? x : moveBatchAxis(x, axes[i]!, 0, batch.size)));
    const mapped = axes.slice(residuals).map((axis) => axis !== null);
    const residualAxes = axes.slice(0, residuals).map((axis) => (axis === null ? null : 0));
    let next = 0;
    const own = active.map((is) => is && mapped[next++]!);
    const results = customLinear(...inputs, {
      name,
      backward: (kept, cotangents) => batchedBackward(backward, kept, residualAxes, cotangents, own, batch),
      residuals,
      active,
      outputs: outputs.map((a) => ({ ...a, shape: [batch.size, ...a.shape] })),
    });
    return [results, results.map(() => 0)];
  },
  host: (_, { name }): never => forwardOnly(name),
  printParams: ({ name }) => ({ name }),
});

function forwardOnly(name: string): never {
  throw new TypeError(
    `Cannot run the derivative of ${name} forward: customVjp gave it a reverse rule only; use jax.grad, jax.vjp or jax.jacrev, or customJvp`,
  );
}
