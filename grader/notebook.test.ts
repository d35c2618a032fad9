/** `check`, `hint`, `solution` as a notebook has them: the learner's definitions are properties of `globalThis`. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { BadInput } from "../notebooks/badInput.ts";
import { jax, jnp, nnx, optax } from "../runtime/index.ts";
import { check, hint, solution } from "./notebook.ts";

class MLP extends nnx.Module<(x: jax.Array) => jax.Array> {
  linear1: nnx.Linear;
  linear2: nnx.Linear;
  constructor({ rngs }: { rngs: nnx.Rngs }) {
    super();
    this.linear1 = new nnx.Linear(10, 20, { rngs });
    this.linear2 = new nnx.Linear(20, 5, { rngs });
  }
  __call__(x: jax.Array): jax.Array {
    return this.linear2(nnx.relu(this.linear1(x)));
  }
}
const makeData = (seed: number): [jax.Array, jax.Array] => {
  const [keyX, keyY] = jax.random.split(jax.random.key(seed + 1)) as unknown as [jax.Array, jax.Array];
  return [jax.random.normal(keyX, [32, 10]), jax.random.normal(keyY, [32, 5])];
};
const mseLoss = (model: MLP, x: jax.Array, y: jax.Array): jax.Array => jnp.mean(jnp.square(model(x).sub(y)));

const defined = new Set<string>();
/** What running a cell does. */
function define(definitions: object): void {
  for (const name of Object.keys(definitions)) defined.add(name);
  Object.assign(globalThis, definitions);
}
afterEach(() => {
  for (const name of defined) delete (globalThis as Record<string, unknown>)[name];
});

describe("hint() and solution()", () => {
  it("gives three hints, one at a time, then opens the solution", () => {
    expect(solution("basic-1", "step").heading).toMatch(/still closed/);
    const headings = [1, 2, 3, 4].map(() => hint("basic-1", "step").heading);
    expect(headings.map((heading) => heading.slice(0, 11))).toEqual([
      "Hint 1 of 3",
      "Hint 2 of 3",
      "Hint 3 of 3",
      "Hint 3 of 3",
    ]);
    expect(solution("basic-1", "step").body).toContain("optimizer.update(model, grads);");
  });

  it("opens for those who give up", () => {
    expect(solution("basic-1", "optimizer").isCode).toBe(false);
    expect(solution("basic-1", "optimizer", { giveUp: true }).body).toContain("optax.adam(1e-3)");
  });
});

describe("check()", () => {
  it("passes what is right, and says that hidden checks come later", () => {
    define({ MLP, makeData, mseLoss });
    const card = check("basic-1", "loss");
    expect([card.passed, card.points]).toEqual([true, 1]);
    expect(String(card)).toContain("✓   1/1  The loss is the mean of the squared differences");
    expect(String(card)).not.toContain("all tests");
  });

  it("names the mistake and shows the numbers of public checks", () => {
    define({ MLP, makeData, mseLoss: (m: MLP, x: jax.Array, y: jax.Array) => jnp.sum(jnp.square(m(x).sub(y))) });
    const { report, next } = check("basic-1", "loss");
    expect(report.checks[0]).toMatchObject({ verdict: "fail", diagnosis: "sum-not-mean" });
    expect(report.checks[0]?.detail).toMatch(/loss is 302\.\d+ where 1\.88\d+ is right/);
    expect(next).toBe('Stuck? `hint("basic-1", "loss")` helps.');
  });

  it("knows a starter, and what waits for it", () => {
    const starter = (): never => {
      throw new Error("Not written yet: return the mean of (prediction - y)², one number");
    };
    define({ MLP, makeData, mseLoss: starter });
    expect(check("basic-1", "loss").report.checks.map(({ verdict }) => verdict)).toEqual(["unattempted"]);
    expect(check("basic-1", "loop").report.checks.map(({ message }) => message)).toEqual([
      "createOptimizer, train are not defined; run the cell that defines it first",
    ]);
  });

  it("tells what the learner's code throws", () => {
    define({ MLP, makeData, mseLoss: () => (undefined as unknown as jax.Array).shape });
    expect(check("basic-1", "loss").report.checks[0]?.message).toMatch(/^TypeError: .*undefined/);
  });

  it("keeps what the learner's code prints out of the answer", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    define({
      MLP,
      makeData,
      mseLoss: (...args: Parameters<typeof mseLoss>) => {
        console.log("printed");
        return mseLoss(...args);
      },
    });
    expect(check("basic-1", "loss").passed).toBe(true);
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });

  it("checks everything when no part is named", () => {
    const createOptimizer = (model: MLP): nnx.Optimizer<MLP> =>
      new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
    const trainStep = nnx.jit((model: MLP, optimizer: nnx.Optimizer, x: jax.Array, y: jax.Array): jax.Array => {
      const [loss, grads] = nnx.valueAndGrad((m: MLP) => mseLoss(m, x, y))(model);
      optimizer.update(model, grads);
      return loss;
    });
    const train = (model: MLP, optimizer: nnx.Optimizer, x: jax.Array, y: jax.Array): number[] =>
      Array.from({ length: 101 }, () => Number(trainStep(model, optimizer, x, y)));
    define({ MLP, makeData, mseLoss, createOptimizer, trainStep, train });
    const card = check("basic-1");
    expect(card.report.checks.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(card.points).toBe(5);
    expect(card.next).toBe("The public checks passed (5 points); hidden checks, 5 more points, run when you submit.");
  });

  it("shows itself as HTML and as text, with everything escaped", () => {
    define({ MLP, makeData, mseLoss: () => { throw new Error("<b>bold</b>"); } }); // biome-ignore format: one line
    const card = check("basic-1", "loss") as unknown as Record<symbol, () => Record<string, string>>;
    const bundle = card[Symbol.for("Jupyter.display")]!();
    expect(Object.keys(bundle)).toEqual(["text/html", "text/plain"]);
    expect(bundle["text/html"]).toContain("&lt;b&gt;bold&lt;/b&gt;");
    expect(bundle["text/html"]).not.toContain("<b>bold");
  });

  it("explains a wrong name", () => {
    expect(() => check("nope")).toThrow(BadInput);
    expect(() => check("nope")).toThrow(/Cannot find exercise "nope": .*there are basic-1/);
    expect(() => check("../../secret")).toThrow(BadInput);
    expect(() => check("basic-1", "nope")).toThrow(/its parts are model, loss, optimizer, step, loop/);
  });
});
