/** Subshells (JEP 91): cells of several queues on one thread. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ExecuteResult, Output } from "../client.ts";
import type { Message } from "../wire/message.ts";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
  await kernel.execute(
    "const pause = (ms: number) => new Promise<void>((r) => setTimeout(r, ms)); let log: string[] = [], release = () => {}",
  );
});
afterAll(() => kernel.finish());
afterEach(async () => {
  const { subshell_id } = await kernel.request("list_subshell_request", {}, "control");
  for (const id of subshell_id as string[]) await kernel.deleteSubshell(id);
});

const texts = (outputs: readonly Output[]): string =>
  outputs.map((output) => (output.output_type === "stream" ? output.text : "")).join("");

/** Starts a cell; resolves when it runs. */
async function started(code: string, subshell?: string): Promise<{ readonly ended: Promise<ExecuteResult> }> {
  let runs = (): void => {};
  const running = new Promise<void>((resolve) => {
    runs = resolve;
  });
  const options = { onOutput: () => runs(), ...(subshell !== undefined && { subshell }) };
  const ended = kernel.execute(`console.log("runs");\n// @ts-nocheck\n${code}`, options);
  await Promise.race([running, ended]);
  return { ended };
}

describe("requests", () => {
  it("kernel_info tells of them", async () => {
    expect((await kernel.kernelInfo()).supported_features).toEqual(["debugger", "kernel subshells"]);
  });

  it("create, list, delete; an id that does not exist is an error", async () => {
    const ids = [await kernel.createSubshell(), await kernel.createSubshell()];
    const list = (): Promise<unknown> => kernel.requestMessage("list_subshell_request", {}, "control");
    expect(await list()).toMatchObject({ content: { status: "ok", subshell_id: ids } });
    await kernel.deleteSubshell(ids[0]!);
    expect(await list()).toMatchObject({ content: { subshell_id: [ids[1]] } });
    await expect(kernel.deleteSubshell(ids[0]!)).rejects.toThrow(`Cannot use subshell "${ids[0]}": it does not exist`);
    expect(await kernel.request("delete_subshell_request", {}, "control")).toMatchObject({ ename: "TypeError" });
    expect(await kernel.request("create_subshell_request", {}, "shell")).toMatchObject({ status: "error" });
  });

  it("a request to one that does not exist gets an error, between busy and idle", async () => {
    const states: unknown[] = [];
    const onMessage = ({ content }: Message): void => void states.push(content.execution_state);
    const { status, error } = await kernel.execute("1", { subshell: "nowhere", onMessage });
    expect([status, error!.ename, states]).toEqual(["error", "UnknownSubshellError", ["busy", "idle"]]);
    expect(await kernel.value("1")).toBe("1");
  });
});

describe("cells of two shells", () => {
  it("one of a subshell runs while the main shell's waits, and each output is under its own", async () => {
    const subshell = await kernel.createSubshell();
    const main = kernel.execute(
      "console.log('a1'); for (let i = 0; i < 4; i++) { await pause(20); console.log('a'); display.text('A') } 'main'",
    );
    const other = kernel.execute(
      "for (let i = 0; i < 4; i++) { await pause(15); console.log('b'); display.text('B') } 'sub'",
      { subshell },
    );
    const [a, b] = await Promise.all([main, other]);
    expect(texts(a.outputs).replaceAll("\n", "")).toBe("a1aaaa");
    expect(texts(b.outputs).replaceAll("\n", "")).toBe("bbbb");
    const shown = (outputs: readonly Output[]): unknown[] =>
      outputs.flatMap((o) => ("data" in o ? [o.data["text/plain"]] : []));
    expect([shown(a.outputs), shown(b.outputs)]).toEqual([
      ["A", "A", "A", "A", "'main'"],
      ["B", "B", "B", "B", "'sub'"],
    ]);
    expect(b.executionCount).toBe(a.executionCount + 1);
  });

  it("late output, and that of functions of another cell, belongs to the shell that called", async () => {
    const subshell = await kernel.createSubshell();
    await kernel.execute(
      "async function say(name: string) { for (let i = 0; i < 3; i++) { await pause(10); console.log(name) } }",
    );
    const [a, b] = await Promise.all([
      kernel.execute("setTimeout(() => console.log('late main'), 15); await say('main'); await pause(20)"),
      kernel.execute("setTimeout(() => console.log('late sub'), 15); await say('sub'); await pause(20)", { subshell }),
    ]);
    expect(texts(a.outputs).split("\n").sort()).toEqual(["", "late main", "main", "main", "main"]);
    expect(texts(b.outputs).split("\n").sort()).toEqual(["", "late sub", "sub", "sub", "sub"]);
  });

  it("sees the names of a cell that still runs; those that it did not come to declare are gone when it fails", async () => {
    const subshell = await kernel.createSubshell();
    const training = kernel.execute(
      "let loss = 10; while (loss > 0) { await pause(5); if (loss < 0.5) break } let never = 1; throw new Error('over')",
      { stopOnError: false },
    );
    const { outputs } = await kernel.execute("await pause(10); const seen = loss; loss = 0.1; [seen, typeof never]", {
      subshell,
    });
    expect(outputs).toMatchObject([{ data: { "text/plain": "[ 10, 'undefined' ]" } }]);
    expect((await training).error).toMatchObject({ ename: "Error", evalue: "over" });
    expect(await kernel.value("loss")).toBe("0.1");
    const again = kernel.execute("let never: string = 'not yet'; throw new Error('again')", { stopOnError: false });
    expect((await again).status).toBe("error");
  });

  it("in one shell they run one after the other, and an error aborts those of that shell only", async () => {
    const subshell = await kernel.createSubshell();
    const cells = [
      kernel.execute("await pause(30); throw new Error('stop')", { subshell }),
      kernel.execute("'never'", { subshell }),
      kernel.execute("await pause(60); 'main'"),
      kernel.execute("'main too'"),
    ];
    expect((await Promise.all(cells)).map(({ status }) => status)).toEqual(["error", "aborted", "ok", "ok"]);
    expect((await kernel.execute("1", { subshell })).status).toBe("ok");
  });

  it("user expressions, input() and types work in a subshell", async () => {
    const subshell = await kernel.createSubshell();
    const main = kernel.execute("await pause(200); 'main'");
    const { userExpressions, outputs } = await kernel.execute("const who: string = input('who? '); who", {
      subshell,
      onInput: () => "Ada",
      userExpressions: { upper: "who.toUpperCase()" },
    });
    expect(outputs).toMatchObject([{ data: { "text/plain": "'Ada'" } }]);
    expect(userExpressions).toMatchObject({ upper: { data: { "text/plain": "'ADA'" } } });
    const wrong = await kernel.execute("const n: number = 'x'", { subshell });
    expect(wrong.error!.ename).toBe("TypeCheckError");
    expect((await main).status).toBe("ok");
  });

  it("the last status that is heard is busy as long as a cell runs", async () => {
    const subshell = await kernel.createSubshell();
    const from = kernel.published.length;
    const main = kernel.execute("await pause(100); 'main'");
    await kernel.execute("1", { subshell });
    const states = (): unknown[] =>
      kernel.published.slice(from).flatMap(({ content }) => content.execution_state ?? []);
    await expect.poll(() => states().at(-1)).toBe("busy");
    await main;
    expect(states().at(-1)).toBe("idle");
  });
});

describe("interrupt", () => {
  it("stops the main shell's cell; one of a subshell goes on", async () => {
    const subshell = await kernel.createSubshell();
    for (const endless of [
      "await new Promise(() => {})",
      "for (;;) await pause(3)",
      "await null; while (true) {}",
      "for (;;) await null",
    ]) {
      const other = await started("await new Promise<void>((r) => { release = r }); 'went on'", subshell);
      const main = await started(endless);
      await kernel.interrupt();
      expect((await main.ended).error!.ename, endless).toBe("KeyboardInterrupt");
      await kernel.execute("release()");
      expect((await other.ended).outputs[1], endless).toMatchObject({ data: { "text/plain": "'went on'" } });
    }
  });

  it("where the main shell is idle, those of the subshells", async () => {
    const subshells = [await kernel.createSubshell(), await kernel.createSubshell()];
    const codes = ["await new Promise(() => {})", "for (;;) { await pause(3) }"];
    const cells = [await started(codes[0]!, subshells[0]), await started(codes[1]!, subshells[1])];
    await kernel.interrupt();
    const ended = await Promise.all(cells.map((cell) => cell.ended));
    expect(ended.map(({ error }) => error!.ename)).toEqual(["KeyboardInterrupt", "KeyboardInterrupt"]);
  });

  it("a subshell's cell that never lets go of the thread is cut off together with the main shell's", async () => {
    const subshell = await kernel.createSubshell();
    const main = await started("await new Promise(() => {})");
    const other = await started("while (true) {}", subshell);
    await kernel.interrupt();
    expect((await Promise.all([main.ended, other.ended])).map(({ error }) => error!.ename)).toEqual([
      "KeyboardInterrupt",
      "KeyboardInterrupt",
    ]);
    expect(await kernel.value("await pause(1); 'alive'")).toBe("'alive'");
  });

  it("delete stops the running cell of that subshell only, aborts the waiting ones, and refuses new ones", async () => {
    const subshell = await kernel.createSubshell();
    const main = kernel.execute("await new Promise<void>((r) => { release = r }); 'main'");
    const first = await started("try { await new Promise(() => {}) } finally { log.push('final') }", subshell);
    const second = kernel.execute("'never'", { subshell });
    await kernel.execute("", { subshell: await kernel.createSubshell() }); // so that the second one has arrived
    await kernel.deleteSubshell(subshell);
    expect((await Promise.all([first.ended, second])).map(({ status, error }) => error?.ename ?? status)).toEqual([
      "KeyboardInterrupt",
      "aborted",
    ]);
    expect((await kernel.execute("1", { subshell })).error!.ename).toBe("UnknownSubshellError");
    await kernel.execute("release()", { subshell: await kernel.createSubshell() });
    expect((await main).outputs).toMatchObject([{ data: { "text/plain": "'main'" } }]);
    expect(await kernel.value("log")).toBe("[ 'final' ]");
  });

  it("expressions that never end are stopped, too", async () => {
    let isEvaluating = (): void => {};
    const evaluating = new Promise<void>((resolve) => {
      isEvaluating = resolve;
    });
    const running = kernel.execute("1", {
      userExpressions: { never: "(() => { console.log('evaluates'); while (true); })()" },
      onOutput: (output) => output.output_type === "stream" && isEvaluating(),
    });
    await evaluating;
    await kernel.interrupt();
    expect((await running).userExpressions).toMatchObject({ never: { status: "error", ename: "KeyboardInterrupt" } });
  });
});

describe("comms over subshells, as JupyterLab sends them", () => {
  it("a slider moves and is read while a cell of the main shell waits", async () => {
    const subshell = await kernel.createSubshell();
    const { outputs } = await kernel.execute(
      "const slider1 = widgets.slider(1); slider1.observe((v) => console.log('now', v)); slider1",
    );
    const { model_id } = (outputs[0] as { data: Record<string, { model_id: string }> }).data[
      "application/vnd.jupyter.widget-view+json"
    ]!;
    const main = kernel.execute("while (slider1.value === 1) await pause(5); slider1.value");
    await new Promise((resolve) => setTimeout(resolve, 30));
    const update = { comm_id: model_id, data: { method: "update", state: { value: 7 }, buffer_paths: [] } };
    expect(await kernel.notify("comm_msg", update, [], subshell)).toMatchObject([{ text: "now 7\n" }]);
    expect((await main).outputs).toMatchObject([{ data: { "text/plain": "7" } }]);
  });
});
