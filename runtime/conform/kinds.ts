/** How each kind of case is run; the result has the shape of its `expected`. */

import type { JaxArray } from "../core/array.ts";
import { jax, jnp, nnx, optax, tree } from "../index.ts";
import { isDType } from "../types/dtype.ts";
import { callByName, camelCase, resolve, withOptions } from "./call.ts";
import { type Expression, evaluate, extend, type Scope, toNumber } from "./expression.ts";
import { Unsupported } from "./unsupported.ts";
import { type Plain, plain } from "./values.ts";

export type Spec = Readonly<Record<string, any>>;
type Run = (spec: Spec, scope: Scope) => Plain;

/** One entry per kind of goldens/README.md. `raises` is judged by the runner, which sees whether evaluation threw. */
export const kinds: Readonly<Record<string, Run>> = {
  expr: (spec, scope) => plain(evaluate(spec.expr, scope)),
  raises: (spec, scope) => plain(evaluate(spec.expr, scope)),
  value_and_grad: valueAndGrad,
  schedule: (spec, scope) => {
    const schedule = evaluate(spec.schedule, scope) as (count: number) => unknown;
    return plain(
      jnp.array(
        spec.steps.map((step: number) => toNumber(schedule(step))),
        { dtype: "float32" },
      ),
    );
  },
  optax_updates: optaxUpdates,
  optax_minimize: optaxMinimize,
  nnx_module: nnxModule,
  nnx_train: nnxTrain,
  promotion,
};

function valueAndGrad(spec: Spec, scope: Scope): Plain {
  const f = evaluate(spec.fn, scope) as (...args: unknown[]) => JaxArray;
  const args = spec.args.map((arg: Expression) => evaluate(arg, scope));
  const kwargs = Object.fromEntries(
    Object.entries(spec.kwargs ?? {}).map(([key, value]) => [key, evaluate(value as Expression, scope)]),
  );
  const name: string | undefined = spec.fn.fn; // a function with a name has a signature, which says what goes into its options
  const call = (...given: unknown[]): JaxArray =>
    name === undefined ? f(...withOptions(given, kwargs)) : (callByName(name, given, kwargs) as JaxArray);
  const value = call(...args);
  const grads = jax.grad((...given: unknown[]) => jnp.sum(call(...given)), { argnums: spec.wrt })(...args);
  return dictOf({ value: plain(value), grads: plain(grads) });
}

interface Transformation {
  init(params: unknown): unknown;
  update(
    updates: unknown,
    state: unknown,
    params?: unknown,
    extra?: Readonly<Record<string, unknown>>,
  ): readonly [unknown, unknown];
}

function optaxUpdates(spec: Spec, scope: Scope): Plain {
  const tx = evaluate(spec.tx, scope) as Transformation;
  const extra = (t: number): Record<string, unknown> =>
    Object.fromEntries((spec.extra ?? []).map((name: string) => [camelCase(name), atStep(scope.inputs[name], t)]));
  return optaxLoop(spec, scope, tx, (t) => atStep(scope.inputs.grads, t), extra);
}

function optaxMinimize(spec: Spec, scope: Scope): Plain {
  const tx = evaluate(spec.tx, scope) as Transformation;
  const objective = evaluate(spec.objective, scope) as (params: unknown) => JaxArray;
  const losses: JaxArray[] = [];
  let current: Record<string, unknown> = {};
  const gradient = (_: number, params: unknown): unknown => {
    const [value, grad] = jax.valueAndGrad(objective)(params);
    losses.push(value);
    current = { value, grad, value_fn: objective, obj_fn: objective };
    return grad;
  };
  const extra = (): Record<string, unknown> =>
    Object.fromEntries((spec.extra ?? []).map((name: string) => [camelCase(name), current[name]]));
  const result = optaxLoop(spec, scope, tx, gradient, extra);
  if (result.kind !== "dict") return result;
  const entries = new Map([...result.entries, ["losses", plain(jnp.stack(losses))]]);
  entries.delete("first_updates"); // the cases of this kind have the losses instead
  return { kind: "dict", entries };
}

function optaxLoop(
  spec: Spec,
  scope: Scope,
  tx: Transformation,
  gradient: (t: number, params: unknown) => unknown,
  extra: (t: number) => Readonly<Record<string, unknown>>,
): Plain {
  let params: unknown = scope.inputs.params;
  let state = tx.init(params);
  let first: Plain | undefined;
  const recorded: Record<string, Plain> = {};
  for (let t = 0; t < spec.steps; t++) {
    const grads = gradient(t, params);
    let updates: unknown;
    const more = extra(t);
    [updates, state] =
      Object.keys(more).length > 0 ? tx.update(grads, state, params, more) : tx.update(grads, state, params);
    first ??= plain(updates);
    params = optax.applyUpdates(params as never, updates as never);
    if (spec.record.includes(t + 1)) recorded[String(t + 1)] = plain(params);
  }
  const final = spec.final as Expression | undefined;
  return dictOf({
    first_updates: first!,
    params: dictOf(recorded),
    ...(spec.state_leaves ? { state_leaves: plain(tree.leaves(state as never)) } : {}),
    ...(final === undefined
      ? {}
      : { final: plain((evaluate(final, scope) as (s: unknown, p: unknown) => unknown)(state, params)) }),
  });
}

/** Every leaf of a tree at a position of its leading axis. */
function atStep(inputs: unknown, t: number): unknown {
  return tree.map((leaf: JaxArray) => leaf.at([t]).get(), inputs as never);
}

function nnxModule(spec: Spec, scope: Scope): Plain {
  const m = evaluate(spec.build, scope);
  const init = spec.init === false ? plain(null) : moduleState(m);
  const inner = extend(scope, [["m", m]]);
  const outputs = spec.calls.map((call: Expression) => plain(evaluate(call, inner)));
  return dictOf({
    init,
    outputs: { kind: "sequence", items: outputs },
    ...(spec.state_after ? { after: moduleState(m) } : {}),
  });
}

/** A module's state without that of its random streams. */
function moduleState(m: unknown): Plain {
  const state = plain(nnx.state(m as never));
  if (state.kind !== "dict") return state;
  const random = ["RngKey", "RngCount", "RngState"];
  return {
    kind: "dict",
    entries: new Map(
      [...state.entries].filter(([, leaf]) => leaf.kind !== "array" || !random.includes(leaf.type ?? "")),
    ),
  };
}

function nnxTrain(spec: Spec, scope: Scope): Plain {
  const x = evaluate(spec.data.x, scope);
  const y = evaluate(spec.data.y, scope);
  const model = evaluate(spec.model, scope) as InstanceType<typeof nnx.Module>;
  const tx = evaluate(spec.tx, scope);
  const loss = evaluate(spec.loss, scope) as (m: unknown, x: unknown, y: unknown) => JaxArray;
  const optimizer = new nnx.Optimizer(model as never, tx as never, { wrt: nnx.Param });
  const step = nnx.jit((m: unknown, o: typeof optimizer, xs: unknown, ys: unknown) => {
    const [value, grads] = nnx.valueAndGrad((mm: unknown) => loss(mm, xs, ys))(m as never);
    o.update(m as never, grads as never);
    return value;
  });
  const losses: JaxArray[] = [];
  for (let t = 0; t < spec.steps; t++) losses.push(step(model, optimizer, x, y) as JaxArray);
  return dictOf({ losses: plain(jnp.stack(losses)), step: plain(optimizer.step), final: moduleState(model) });
}

function promotion(spec: Spec): Plain {
  const f = resolve(spec.fn) as (a: unknown, b: unknown) => JaxArray;
  const rows = spec.pairs.map(([a, b]: [string, string]) => {
    const result = f(operand(a), operand(b));
    return { kind: "sequence", items: [plain(result.dtype), plain(result.weakType)] } as Plain;
  });
  return dictOf({ rows: { kind: "sequence", items: rows } });
}

function operand(name: string): unknown {
  const scalars: Readonly<Record<string, unknown>> = { "bool*": true, "int*": 1, "float*": 1.5 };
  if (name in scalars) return scalars[name];
  if (!isDType(name)) throw new Unsupported(`dtype ${name}`);
  return jnp.ones([], { dtype: name });
}

function dictOf(entries: Readonly<Record<string, Plain>>): Plain {
  return { kind: "dict", entries: new Map(Object.entries(entries)) };
}
