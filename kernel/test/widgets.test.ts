import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Output } from "../client.ts";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
});
afterAll(() => kernel.finish());

/** Shows a widget; returns its id and what the page was told of it. */
async function show(code: string): Promise<{ id: string; state: Record<string, unknown> }> {
  const from = kernel.published.length;
  const { outputs, error } = await kernel.execute(code);
  expect(error?.traceback.join("\n")).toBeUndefined();
  const view = outputs.flatMap((output: Output) => ("data" in output ? [output.data] : [])).at(-1)!;
  const { model_id } = view["application/vnd.jupyter.widget-view+json"] as { model_id: string };
  const opened = kernel.published
    .slice(from)
    .find(({ header, content }) => header.msg_type === "comm_open" && content.comm_id === model_id)!;
  expect(opened.content.target_name).toBe("jupyter.widget");
  expect(opened.metadata).toEqual({ version: "2.1.0" });
  return { id: model_id, state: (opened.content.data as { state: Record<string, unknown> }).state };
}

/** What the kernel has sent on a comm since message number `from`. */
function sent(id: string, from: number): unknown[] {
  return kernel.published
    .slice(from)
    .filter(({ header, content }) => header.msg_type === "comm_msg" && content.comm_id === id)
    .map(({ content }) => content.data);
}

const update = (id: string, state: object): Promise<Output[]> =>
  kernel.notify("comm_msg", { comm_id: id, data: { method: "update", state, buffer_paths: [] } });

describe("widgets", () => {
  it("a slider: the page moves the value, and what a listener prints belongs to that message", async () => {
    const { id, state } = await show(
      "const rate = widgets.slider(0.01, { log: true, label: 'rate' }); rate.observe((v) => console.log('now', v)); rate",
    );
    expect(state).toMatchObject({
      value: 0.01,
      label: "rate",
      min: 1e-5,
      max: 1,
      log: true,
      _model_module: "anywidget",
    });
    expect(state._esm).toContain("export default");
    expect(await update(id, { value: 0.1 })).toMatchObject([{ output_type: "stream", text: "now 0.1\n" }]);
    expect(await kernel.value("rate.value")).toBe("0.1");
    // The same value again is no news.
    expect(await update(id, { value: 0.1 })).toEqual([]);
  });

  it("assigning moves it in the page; a value that it cannot have is refused", async () => {
    const { id } = await show("const steps = widgets.slider(10); steps");
    const from = kernel.published.length;
    await kernel.execute("steps.value = 20");
    expect(sent(id, from)).toEqual([{ method: "update", state: { value: 20 }, buffer_paths: [] }]);
    expect((await kernel.failure("steps.value = 101")).evalue).toBe(
      "Cannot set a slider to 101: it goes from 0 to 100",
    );
    expect((await kernel.failure("widgets.slider(1, { min: 0, log: true })")).evalue).toMatch(/scale starts above 0/);
    expect((await kernel.failure("widgets.dropdown([])")).evalue).toMatch(/at least one choice/);
  });

  it("a slider moves while a cell awaits, and the cell sees it", async () => {
    const { id } = await show("const live = widgets.slider(1); live");
    const cell = kernel.execute("while (live.value === 1) await new Promise((r) => setTimeout(r, 5)); live.value");
    await new Promise((resolve) => setTimeout(resolve, 100));
    await update(id, { value: 7 });
    expect((await cell).outputs).toMatchObject([{ data: { "text/plain": "7" } }]);
  });

  it("a button; an error in its function is told where the button is", async () => {
    const { id } = await show(
      "let pressed = 0; const press = widgets.button('go', () => { pressed++; if (pressed === 2) throw new Error('enough') }); press",
    );
    const custom = { comm_id: id, data: { method: "custom", content: "press" } };
    expect(await kernel.notify("comm_msg", custom)).toEqual([]);
    const [output] = await kernel.notify("comm_msg", custom);
    expect(output).toMatchObject({ output_type: "stream", name: "stderr", text: expect.stringContaining("enough") });
    expect(await kernel.value("pressed")).toBe("2");
  });

  it("a dropdown, a checkbox and a text field have values and text twins", async () => {
    expect(
      await kernel.value(
        "const d = widgets.dropdown(['sgd', 'adam']); const c = widgets.checkbox(true); const t = widgets.text('x', { label: 'name' }); [d.value, c.value, t.value, `${t.value}`]",
      ),
    ).toBe("[ 'sgd', true, 'x', 'x' ]");
    const { outputs } = await kernel.execute("t");
    expect(outputs).toMatchObject([{ data: { "text/plain": 'text(name: "x")' } }]);
    expect((await kernel.failure("widgets.dropdown(['sgd', 'adam'], { value: 'sdg' })")).ename).toBe("TypeCheckError");
  });

  it("interact draws again with each change", async () => {
    const from = kernel.published.length;
    await kernel.execute("widgets.interact(({ n }) => n * 2, { n: widgets.slider(3) })");
    const opened = kernel.published.slice(from).find(({ header }) => header.msg_type === "comm_open")!;
    const before = kernel.published.length;
    await update(opened.content.comm_id as string, { value: 5 });
    const updates = kernel.published.slice(before).filter(({ header }) => header.msg_type === "update_display_data");
    expect(updates.map(({ content }) => content.data)).toEqual([{ "text/plain": "10" }]);
  });

  it("an interrupt stops a listener that never ends; the kernel goes on", async () => {
    const { id } = await show("const stuck = widgets.slider(1); stuck.observe(() => { while (true); }); stuck");
    const answered = update(id, { value: 2 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await kernel.interrupt();
    expect(await answered).toMatchObject([{ name: "stderr", text: expect.stringContaining("KeyboardInterrupt") }]);
    expect(await kernel.value("stuck.value")).toBe("2");
  });

  it("a page that is loaded again gets the state of all widgets", async () => {
    const { id } = await show("const again = widgets.slider(4); again");
    await update(id, { value: 9 });
    await kernel.notify("comm_open", { comm_id: "control", target_name: "jupyter.widget.control", data: {} });
    const from = kernel.published.length;
    await kernel.notify("comm_msg", { comm_id: "control", data: { method: "request_states" } });
    const [answer] = sent("control", from) as { method: string; states: Record<string, { state: object }> }[];
    expect(answer!.method).toBe("update_states");
    expect(answer!.states[id]).toMatchObject({ model_name: "AnyModel", state: { value: 9 } });
    expect((await kernel.request("comm_info_request", { target_name: "jupyter.widget" })).comms).toHaveProperty(id);
    await kernel.execute("again.close()");
    expect((await kernel.request("comm_info_request")).comms).not.toHaveProperty(id);
  });
});

describe("comms", () => {
  it("carry JSON: anything else is refused where it is sent", async () => {
    for (const data of ["{ a: 1n }", "(() => { const ring: any = {}; ring.ring = ring; return ring })()"]) {
      const { ename, evalue } = await kernel.failure(
        `import { openComm as open1 } from 'nnxlab/display'; open1('t', ${data})`,
      );
      expect([ename, evalue]).toEqual([
        "TypeError",
        expect.stringMatching(/^Cannot send on a comm: .* must be JSON \(/),
      ]);
    }
    expect((await kernel.request("comm_info_request", { target_name: "t" })).comms).toEqual({});
  });

  it("of one's own, both ways, with binary parts", async () => {
    await kernel.execute(
      "import { registerCommTarget } from 'nnxlab/display'; registerCommTarget('echo', (comm, { data }) => { comm.onMessage = ({ data, buffers }) => comm.send({ got: data }, { buffers: buffers.map((b) => b.map((x) => x + 1)) }); comm.onClose = () => console.log('closed', data.a); })",
    );
    await kernel.notify("comm_open", { comm_id: "e", target_name: "echo", data: { a: 1 } });
    const from = kernel.published.length;
    await kernel.notify("comm_msg", { comm_id: "e", data: { x: 2 } }, [new Uint8Array([1, 2])]);
    const echo = kernel.published.slice(from).find(({ header }) => header.msg_type === "comm_msg")!;
    expect(echo.content).toEqual({ comm_id: "e", data: { got: { x: 2 } } });
    expect([...echo.buffers[0]!]).toEqual([2, 3]);
    expect(await kernel.notify("comm_close", { comm_id: "e", data: {} })).toMatchObject([{ text: "closed 1\n" }]);
  });
});
