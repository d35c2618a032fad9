/**
 * JupyterLab as a learner meets it: the real server, the real kernel, a lesson run from its menu in headless Chromium, a look at the
 * picture of the chart that is drawn, and the debugger used with the mouse.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "./paths.ts";

const browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);
const labPath = [join(root, ".venv/bin"), ...(process.env.PATH ?? "").split(delimiter)].find((folder) =>
  existsSync(join(folder, "jupyter-lab")),
);
const missing = [!browserPath && "Chromium", !labPath && "JupyterLab (npm run lab installs it)"].filter(Boolean);
if (missing.length > 0 && process.env.CI) throw new Error(`Cannot test JupyterLab: ${missing.join(" and ")} not found`);
if (missing.length > 0) console.warn(`JupyterLab is not tested: ${missing.join(" and ")} not found`);

/** What real JAX 0.10.2, Flax 0.12.8 and Optax 0.2.8 print for slide 12: the step's label and its loss. */
const jaxLosses: readonly (readonly [number, number])[] = [
  [1, 1.9037764],
  [11, 1.6896336],
  [21, 1.5144408],
  [31, 1.3730171],
  [41, 1.2592373],
  [51, 1.1664122],
  [61, 1.0902473],
  [71, 1.0271477],
  [81, 0.9738213],
  [91, 0.9285696],
];

const token = "lesson";
const lesson = "02-basic-training.ipynb";

/** A notebook to debug: one cell, whose breakpoint is set in line 3. */
const debugged = "debugged.ipynb";
const debuggedCode = `const weights = jnp.arange(6).reshape([2, 3]);
let total = 40;
total += 2;
total`;

describe.skipIf(missing.length > 0)("JupyterLab", () => {
  const folder = mkdtempSync(join(tmpdir(), "nnxlab-lab-"));
  let server: ChildProcess;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    cpSync(join(root, "notebooks", lesson), join(folder, lesson));
    writeFileSync(
      join(folder, debugged),
      JSON.stringify({
        cells: [{ cell_type: "code", id: "a", execution_count: null, metadata: {}, outputs: [], source: debuggedCode }],
        metadata: { kernelspec: { name: "nnxlab", display_name: "nnxlab", language: "typescript" } },
        nbformat: 4,
        nbformat_minor: 5,
      }),
    );
    const port = await freePort();
    server = spawn(
      process.execPath,
      [
        join(root, "tools/nnxlab.mjs"),
        "lab",
        "--no-browser",
        `--folder=${folder}`,
        `--port=${port}`,
        "--",
        `--IdentityProvider.token=${token}`,
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.news_url=",
      ],
      {
        env: {
          ...process.env,
          JUPYTERLAB_SETTINGS_DIR: join(folder, "settings"),
          JUPYTERLAB_WORKSPACES_DIR: join(folder, "workspaces"),
        },
      },
    );
    await serverIsUp(server);
    browser = await chromium.launch({
      executablePath: browserPath!,
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
    await page.goto(`http://127.0.0.1:${port}/lab/tree/${lesson}?token=${token}`);
    await page.waitForFunction(
      () => (globalThis as any).jupyterapp?.shell?.currentWidget?.content?.model?.cells?.length > 3,
      undefined,
      { timeout: 60_000 },
    );
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    if (server && server.exitCode === null) {
      server.kill("SIGTERM");
      await new Promise((resolve) => server.once("exit", resolve));
    }
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test("a lesson runs from the menu and draws its chart", async () => {
    const run = await page.evaluate(async () => {
      const app = (globalThis as any).jupyterapp;
      const panel = app.shell.currentWidget;
      await panel.sessionContext.ready;
      await app.commands.execute("editmenu:clear-all");
      const drawnBefore = document.querySelectorAll(".vega-embed canvas, .vega-embed svg").length;
      await app.commands.execute("runmenu:run-all");
      const cells = [...panel.content.widgets].filter(
        (cell) => cell.model.type === "code" && cell.model.sharedModel.getSource().trim() !== "",
      );
      for (let waited = 0; waited < 60_000 && cells.some((cell) => cell.model.executionCount === null); waited += 100) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const outputs = cells.flatMap((cell) => cell.model.outputs.toJSON());
      return {
        drawnBefore,
        kernel: panel.sessionContext.session.kernel.name,
        unfinished: cells.filter((cell) => cell.model.executionCount === null).length,
        errors: outputs.filter((output) => output.output_type === "error").map((output) => output.evalue),
        text: outputs
          .filter((output) => output.output_type === "stream")
          .map((output) => output.text)
          .join(""),
      };
    });
    expect(run).toMatchObject({ drawnBefore: 0, kernel: "nnxlab", unfinished: 0, errors: [] });
    const printed = [...run.text.matchAll(/Step (\d+), Loss: ([\d.]+)/g)].map(([, step, loss]) => [
      Number(step),
      Number(loss),
    ]);
    expect(printed.map(([step]) => step)).toEqual(jaxLosses.map(([step]) => step));
    for (const [i, [, loss]] of jaxLosses.entries()) expect(Math.abs(printed[i]![1]! / loss! - 1)).toBeLessThan(2e-6);

    const chart = page.locator(".vega-embed").last();
    await chart.scrollIntoViewIfNeeded();
    await chart.waitFor({ state: "visible" });
    await page.waitForTimeout(1000);
    const picture = await chart.screenshot(
      process.env.NNXLAB_SCREENSHOTS ? { path: join(process.env.NNXLAB_SCREENSHOTS, "chart.png") } : {},
    );
    if (process.env.NNXLAB_SCREENSHOTS)
      await page.screenshot({ path: join(process.env.NNXLAB_SCREENSHOTS, "lab.png") });
    const ink = await coloursOf(page, picture);
    expect(ink.width).toBeGreaterThan(200);
    expect(ink.height).toBeGreaterThan(100);
    expect(ink.coloured).toBeGreaterThan(300); // lines in two colours, not only grey axes
    expect(ink.hues).toBeGreaterThanOrEqual(2);
  }, 120_000);

  test("a slider moves a value of the kernel, without Python in it", async () => {
    await runCell(page, 'const rate = widgets.slider(0.01, { log: true, label: "learning rate" }); rate');
    const slider = page.locator(".nnxlab-control input[type=range]");
    await slider.waitFor({ state: "visible", timeout: 20_000 });
    expect(await page.locator(".nnxlab-control").textContent()).toBe("learning rate0.01");
    await slider.fill("-3");
    expect(await page.locator(".nnxlab-control output").textContent()).toBe("0.001");
    expect(await runCell(page, "rate.value")).toBe("0.001");
    await runCell(page, "rate.value = 0.1");
    await page.waitForFunction(() => document.querySelector(".nnxlab-control output")?.textContent === "0.1");
    if (process.env.NNXLAB_SCREENSHOTS)
      await page.screenshot({ path: join(process.env.NNXLAB_SCREENSHOTS, "slider.png") });
  }, 60_000);

  test("a breakpoint set with the mouse stops the cell, and its variables are shown", async () => {
    await page.evaluate(async (path) => {
      const app = (globalThis as any).jupyterapp;
      const panel = await app.commands.execute("docmanager:open", { path, factory: "Notebook" });
      await panel.sessionContext.ready;
      await panel.sessionContext.session.kernel.info;
    }, debugged);
    const notebook = page.locator(".jp-NotebookPanel:visible");
    const bug = notebook
      .locator(".jp-DebuggerBugButton button, button.jp-DebuggerBugButton, .jp-DebuggerBugButton")
      .first();
    const lines = notebook.locator(".jp-CodeCell .cm-breakpoint-gutter .cm-gutterElement:visible");
    // JupyterLab does not hear the button before it has asked the new kernel whether it has a debugger, and does not say when that is.
    for (let tries = 1; ; tries++) {
      await bug.click();
      try {
        await lines.nth(2).waitFor({ timeout: 5000 });
        break;
      } catch (error) {
        if (tries === 6) throw error;
      }
    }
    await lines.nth(2).dispatchEvent("mousedown");
    await notebook.locator(".cm-breakpoint-icon:visible").first().waitFor();
    await page.evaluate(() => void (globalThis as any).jupyterapp.commands.execute("notebook:run-cell"));

    await notebook.locator(".jp-DebuggerPausedOverlay").waitFor();
    const variables = page.locator(".jp-DebuggerVariables-body:visible");
    await variables.getByText("int32[2, 3]").first().waitFor();
    expect(await variables.innerText()).toMatch(/total:?\s*40/);
    expect(await page.locator(".jp-DebuggerCallstack-body:visible").innerText()).toContain("3");
    expect(await notebook.locator(".jp-DebuggerEditor-highlight").innerText()).toBe("total += 2;");
    if (process.env.NNXLAB_SCREENSHOTS)
      await page.screenshot({ path: join(process.env.NNXLAB_SCREENSHOTS, "debugger.png") });

    await notebook.locator(".jp-DebuggerPausedButton").first().click();
    await notebook.locator(".jp-OutputArea-output").getByText("42").waitFor();
    expect(await notebook.locator(".jp-DebuggerPausedOverlay").count()).toBe(0);
  }, 120_000);
});

/** Counts strongly coloured pixels of a PNG and how many families of hue they have, in the browser. */
function coloursOf(
  page: Page,
  png: Buffer,
): Promise<{ width: number; height: number; coloured: number; hues: number }> {
  return page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const counts = new Map<number, number>();
    let coloured = 0;
    for (let i = 0; i < data.length; i += 4) {
      const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!];
      const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
      if (high - low < 60) continue;
      coloured++;
      const hue =
        high === r ? (g - b) / (high - low) : high === g ? 2 + (b - r) / (high - low) : 4 + (r - g) / (high - low);
      const family = Math.round(((hue + 6) % 6) * 2) % 12;
      counts.set(family, (counts.get(family) ?? 0) + 1);
    }
    return { width, height, coloured, hues: [...counts.values()].filter((n) => n > 50).length };
  }, png.toString("base64"));
}

/** Adds a cell at the end of the notebook and runs it; returns its result as text. */
function runCell(page: Page, code: string): Promise<string | undefined> {
  return page.evaluate(async (source) => {
    const app = (globalThis as any).jupyterapp;
    const { content } = app.shell.currentWidget;
    content.activeCellIndex = content.widgets.length - 1;
    await app.commands.execute("notebook:insert-cell-below");
    const { model } = content.activeCell;
    model.sharedModel.setSource(source);
    await app.commands.execute("notebook:run-cell");
    const results = model.outputs.toJSON().filter((output: any) => output.output_type === "execute_result");
    return results[0]?.data["text/plain"];
  }, code);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function serverIsUp(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    const read = (chunk: Buffer): void => {
      text += chunk;
      if (/is running at:/.test(text)) resolve();
    };
    server.stdout!.on("data", read);
    server.stderr!.on("data", read);
    server.once("exit", (code) => reject(new Error(`JupyterLab ended with ${code}:\n${text}`)));
  });
}
