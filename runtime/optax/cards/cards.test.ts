import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { textOf } from "../../cards/textOf.cases.ts";
import { jax, jnp, optax } from "../../index.ts";

const shown = (value: unknown): Record<string, string> =>
  (value as { [key: symbol]: () => Record<string, string> })[Symbol.for("Jupyter.display")]!();

describe("transformations", () => {
  test("a chain shows its parts with their parameters, and what these are made of", () => {
    const bundle = shown(optax.chain(optax.clipByGlobalNorm(1), optax.adam(1e-3)));
    expect(bundle["text/plain"]).toBe(
      [
        "chain",
        "├─ clipByGlobalNorm(maxNorm: 1)",
        "└─ adam(learningRate: 0.001)",
        "   ├─ scaleByAdam(b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0, nesterov: false)",
        "   └─ scaleByLearningRate(learningRate: 0.001, flipSign: true)",
      ].join("\n"),
    );
    expect(textOf(bundle["text/html"]!)).toBe(
      "gradients → clipByGlobalNorm maxNorm 1 → adam learningRate 0.001 scaleByAdam b1 0.9 b2 0.999 eps 1e-8 epsRoot 0 " +
        "nesterov false → scaleByLearningRate learningRate 0.001 flipSign true → updates",
    );
    expect(bundle["text/html"]!.length).toBeLessThan(5000);
  });

  test.each([
    [
      "a combinator by label",
      optax.partition({ a: optax.scale(1), b: optax.clip(2) }, { w: "a" }),
      'partition(paramLabels: { w: "a" })\n├─ a: scale(stepSize: 1)\n└─ b: clip(maxDelta: 2)',
    ],
    [
      "masked",
      optax.masked(optax.scale(-1), { w: true }),
      "masked(mask: { w: true }, maskCompatibleExtraArgs: false)\n└─ scale(stepSize: -1)",
    ],
    [
      "MultiSteps",
      new optax.MultiSteps(optax.scale(1), 4).gradientTransformation(),
      'MultiSteps(everyKSchedule: 4, useGradMean: true, accumulatorDtype: "float32")\n└─ scale(stepSize: 1)',
    ],
    [
      "injectHyperparams",
      optax.injectHyperparams(optax.sgd)(optax.linearSchedule(1, 0, 10)),
      "injectHyperparams()\n└─ sgd(learningRate: linearSchedule(initValue: 1, endValue: 0, transitionSteps: 10))\n   ├─ identity()\n" +
        "   └─ scaleByLearningRate(learningRate: linearSchedule(initValue: 1, endValue: 0, transitionSteps: 10), flipSign: true)",
    ],
    [
      "one that a user wrote",
      optax.namedChain(["mine", { init: () => [], update: (u, s) => [u, s] }]),
      "namedChain\n└─ mine: { init, update }",
    ],
    ["an array as a parameter", optax.scale(jnp.array(0.5)), "scale(stepSize: 0.5)"],
  ] as const)("%s", (_, tx, text) => {
    expect(shown(tx)["text/plain"]).toBe(text);
  });

  test("stay records of two functions, for all but who looks for a description", () => {
    const tx = optax.adam(1e-3, { b1: 0.8 });
    expect(Object.keys(tx)).toEqual(["init", "update"]);
    expect(Reflect.ownKeys({ ...tx })).toEqual(["init", "update"]);
    expect(JSON.stringify(tx)).toBe("{}");
    expect(jax.tree.leaves(tx)).toEqual([tx.init, tx.update]);
    expect(inspect(tx)).toBe("adam(learningRate: 0.001, b1: 0.8)");
    const { init, update } = tx;
    expect(update({ w: jnp.ones([1]) }, init({ w: jnp.ones([1]) }))[0].w.shape).toEqual([1]);
  });

  test("text of users is escaped", () => {
    const html = shown(optax.partition({ "<b>": optax.scale(1) }, { "<script>": "<b>" }))["text/html"]!;
    expect(html).not.toMatch(/<script>|<b>: /);
    expect(textOf(html)).toContain('{ <script>: "<b>" }');
  });
});

describe("schedules", () => {
  test("show a curve, values, and the call that made them", () => {
    const bundle = shown(optax.cosineDecaySchedule(0.1, 100));
    // values of optax.cosine_decay_schedule(0.1, 100)
    expect(bundle["text/plain"]).toBe(
      [
        "cosineDecaySchedule(initValue: 0.1, decaySteps: 100, alpha: 0, exponent: 1)",
        "step     0       25    50       75  100",
        "value  0.1  0.08536  0.05  0.01464    0",
        "███████▇▇▇▇▇▆▆▆▅▅▅▄▄▄▄▃▃▃▂▂▂▂▂▁▁▁▁▁▁▁▁▁▁",
      ].join("\n"),
    );
    expect(bundle["text/html"]).toContain("<polyline");
    expect(bundle["text/html"]!.length).toBeLessThan(6000);
  });

  test.each([
    [
      "warm-up and decay",
      optax.warmupCosineDecaySchedule({ initValue: 0, peakValue: 1, warmupSteps: 10, decaySteps: 100 }),
      100,
    ],
    ["pieces", optax.piecewiseConstantSchedule(1, { boundariesAndScales: { 100: 0.1, 200: 0.5 } }), 250],
    ["joined", optax.joinSchedules([optax.linearSchedule(0, 1, 10), optax.linearSchedule(1, 0, 30)], [10]), 40],
    ["exponential", optax.exponentialDecay(1, 10, 0.5), 50],
    [
      "restarts",
      optax.sgdrSchedule([4, 6].map((decaySteps) => ({ initValue: 0, peakValue: 1, warmupSteps: 2, decaySteps }))),
      10,
    ],
    ["constant", optax.constantSchedule(3), 100],
  ] as const)("the steps shown come from the parameters: %s", (_, schedule, end) => {
    expect(shown(schedule)["text/plain"]).toMatch(new RegExp(`^step .* ${end}$`, "m"));
  });

  test("inside a transformation a schedule is drawn once", () => {
    const html = shown(optax.adam(optax.linearSchedule(1, 0, 10)))["text/html"]!;
    expect(html.match(/<polyline/g)).toHaveLength(1);
  });

  test("print as the call, and stay plain functions", () => {
    const schedule = optax.linearSchedule(1, 0, 10);
    expect(inspect(schedule)).toBe("linearSchedule(initValue: 1, endValue: 0, transitionSteps: 10)");
    expect(Object.keys(schedule)).toEqual([]);
    expect(Number(schedule(5))).toBe(0.5);
  });
});

test("every function of Optax that makes a transformation or a schedule describes what it makes", () => {
  const folder = join(import.meta.dirname, "..");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  const made = sources.flatMap((file) => {
    const [, ...functions] = readFileSync(join(folder, file), "utf8").split(/^export function /m);
    return functions.flatMap((text) => {
      const [body] = text.split(/^}/m);
      const makesOne = /^.*\): (GradientTransformation\w*|Schedule)\b.*\{$/m.test(body!);
      const name = /^\w+/.exec(text)![0];
      return makesOne ? [[name, new RegExp(`describe\\(\\s*"${name}"`).test(body!)] as const] : [];
    });
  });
  expect(made.length).toBeGreaterThan(130);
  expect(made.filter(([, described]) => !described).map(([name]) => name)).toEqual(["withExtraArgsSupport"]); // it makes nothing
});
