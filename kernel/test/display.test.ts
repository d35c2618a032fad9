import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Output } from "../client.ts";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
});
afterAll(() => kernel.finish());

/** The data of what a cell shows. */
async function shown(code: string): Promise<Record<string, unknown>[]> {
  const { outputs, error } = await kernel.execute(code);
  expect(error?.traceback.join("\n")).toBeUndefined();
  return outputs.flatMap((output: Output) => ("data" in output ? [output.data] : []));
}

describe("values that show themselves", () => {
  it("by Symbol.for('Jupyter.display'), plain or async, with a text twin", async () => {
    expect(await shown("({ [Symbol.for('Jupyter.display')]() { return { 'text/html': '<b>1</b>' } } })")).toMatchObject(
      [{ "text/html": "<b>1</b>", "text/plain": expect.any(String) }],
    );
    expect(
      await shown(
        "({ async [Symbol.for('Jupyter.display')]() { return { 'application/json': { a: 1 }, 'text/plain': 'one' } } })",
      ),
    ).toEqual([{ "application/json": { a: 1 }, "text/plain": "one" }]);
  });

  it("one whose method fails is shown as text, with the failure", async () => {
    const [data] = await shown("({ a: 1, [Symbol.for('Jupyter.display')]() { throw new Error('no') } })");
    expect(data!["text/plain"]).toContain("its Jupyter.display method failed: no");
  });

  it("one that cannot even be inspected", async () => {
    const [data] = await shown(
      "new Proxy({}, { get() { throw new Error('hands off') }, ownKeys() { throw new Error('x') } })",
    );
    expect(data!["text/plain"]).toBeTypeOf("string");
  });
});

describe("display", () => {
  it("of values and of media", async () => {
    const data = await shown(
      "display({ a: 1 }); display.html('<i>x</i>'); display.markdown('**x**'); display.latex('$$x$$'); display.svg('<svg/>'); display.png(new Uint8Array([1, 2])); display.raw('application/json', '{\"a\":1}'); display.json({ b: [2] }, { expanded: true })",
    );
    expect(data).toEqual([
      { "text/plain": "{ a: 1 }" },
      { "text/html": "<i>x</i>", "text/plain": "x" },
      { "text/markdown": "**x**", "text/plain": "**x**" },
      { "text/latex": "$$x$$", "text/plain": "$$x$$" },
      { "image/svg+xml": "<svg/>", "text/plain": "(image/svg+xml, 6 characters)" },
      { "image/png": "AQI=", "text/plain": "(image/png, 2 bytes)" },
      { "application/json": { a: 1 }, "text/plain": "{ a: 1 }" },
      { "application/json": { b: [2] }, "text/plain": "{ b: [ 2 ] }" },
    ]);
  });

  it("a handle replaces its output, also from a later cell", async () => {
    const first = await kernel.execute("const handle = display('one'); handle.update('two')");
    expect(first.outputs).toMatchObject([{ data: { "text/plain": "'two'" } }]);
    await kernel.execute("handle.update('three')");
    expect(first.outputs).toMatchObject([{ data: { "text/plain": "'three'" } }]);
  });

  it("a loop that updates at every step sends few frames, and the last value always", async () => {
    const frames: Record<string, unknown>[] = [];
    const { outputs } = await kernel.execute(
      `const live = display("start"); const until = performance.now() + 450; let n = 0;
      while (performance.now() < until) live.update(\`step \${n++}\`);
      live.update(() => \`last of \${n > 1000}\`);`,
      { onMessage: ({ header, content }) => header.msg_type === "update_display_data" && frames.push(content) },
    );
    expect(frames.length).toBeGreaterThanOrEqual(3);
    expect(frames.length).toBeLessThanOrEqual(6);
    expect(outputs).toMatchObject([{ data: { "text/plain": "'last of true'" } }]);
  });

  it("a chart in a loop without awaits is drawn while it runs, lightly, and whole at the end", async () => {
    const shown: { type: string; types: string[] }[] = [];
    const code = `const seen = { loss: [1] }; const curve = display(vl.history(seen));
      const stop = performance.now() + 700;
      while (performance.now() < stop) { seen.loss.push(1 / seen.loss.length); curve.update(() => vl.history(seen)); }`;
    const { outputs } = await kernel.execute(code, {
      onMessage({ header, content }) {
        if (header.msg_type.endsWith("display_data"))
          shown.push({ type: header.msg_type, types: Object.keys(content.data as object) });
      },
    });
    expect(shown[0]!.type).toBe("display_data");
    expect(shown[0]!.types).toHaveLength(2); // a draft, since the loop leaves no time for more
    expect(shown.length).toBeLessThanOrEqual(9);
    const whole = ["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"];
    expect(shown.at(-1)!.types).toEqual(whole);
    expect(outputs).toHaveLength(1);
    expect(Object.keys((outputs[0] as { data: object }).data)).toEqual(whole);
  });

  it("clearOutput removes what was shown", async () => {
    expect(await shown("display('a'); clearOutput(); display('b')")).toEqual([{ "text/plain": "'b'" }]);
    expect(await shown("display('a'); clearOutput({ wait: true }); display('b')")).toEqual([{ "text/plain": "'b'" }]);
  });
});

describe("tslab", () => {
  it("its display and newDisplay draw through this kernel", async () => {
    const code =
      "import { display as old, newDisplay, versions } from 'tslab'; old.html('<b>h</b>'); const d = newDisplay(); d.text('a'); d.text('b'); versions.tslab";
    expect(await shown(code)).toEqual([
      { "text/html": "<b>h</b>", "text/plain": "h" },
      { "text/plain": "b" },
      { "text/plain": "'1.0.22'" },
    ]);
  });

  it("as a namespace and with require-like habits of its notebooks", async () => {
    expect(await shown("import * as tslab from 'tslab'; tslab.display.markdown('# t')")).toEqual([
      { "text/markdown": "# t", "text/plain": "# t" },
    ]);
  });
});

describe("charts", () => {
  it("are Vega-Lite for the page, SVG for GitHub, characters for a terminal", async () => {
    const [data] = await shown("vl.line({ step: [0, 1, 2], loss: [1, 0.5, 0.2] }, { title: 'Training', logY: true })");
    expect(Object.keys(data!)).toEqual(["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"]);
    expect(data!["application/vnd.vegalite.v5+json"]).toMatchObject({
      title: "Training",
      data: { values: [{ step: 0, loss: 1 }, {}, {}] },
    });
    expect(data!["image/svg+xml"]).toMatch(/^<svg[\s\S]*Training[\s\S]*<\/svg>$/);
    expect(data!["text/plain"]).toContain("line: loss by step, 3 rows");
  });

  it("shown with display() in a cell that goes on, they are out before the cell ends", async () => {
    const { outputs } = await kernel.execute("display(vl.bars([{ a: 'x', n: 1 }, { a: 'y', n: 3 }])); const after = 1");
    expect(outputs).toHaveLength(1);
  });

  it("vl.chart is checked by Vega-Lite's types", async () => {
    expect((await kernel.failure("vl.chart({ data: { values: [] }, mark: 'no-such-mark', encoding: {} })")).ename).toBe(
      "TypeCheckError",
    );
  });
});

describe("progress", () => {
  it("is one output that changes in place", async () => {
    const { outputs } = await kernel.execute(
      "let sum = 0; for (const i of progress([1, 2, 3], { label: 'adding' })) { sum += i; await new Promise((r) => setTimeout(r, 60)) } sum",
    );
    expect(outputs).toHaveLength(2);
    expect(outputs[0]).toMatchObject({
      data: {
        "text/plain": expect.stringMatching(/^adding ━+ 3\/3 · /),
        "text/html": expect.stringContaining("<progress"),
      },
    });
  });
});
