/**
 * JupyterLab as a learner meets it: the real server, the real kernel, a lesson run from its menu in headless Chromium, a look at the
 * picture of the chart that is drawn, a notebook used by hand (colours, completion, interrupt, errors, input, restart), and the debugger.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath, type Lab, labPath, openLab } from "./openLab.cases.ts";
import { root } from "./paths.ts";

const missing = [!browserPath && "Chromium", !labPath && "JupyterLab (npm run lab installs it)"].filter(Boolean);
if (missing.length > 0 && process.env.CI) throw new Error(`Cannot test JupyterLab: ${missing.join(" and ")} not found`);
if (missing.length > 0) console.warn(`JupyterLab is not tested: ${missing.join(" and ")} not found`);

/** A folder in which the tests leave pictures to look at. */
const pictures = process.env.NNXLAB_SCREENSHOTS;
if (pictures) mkdirSync(pictures, { recursive: true });

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

const lesson = "02-basic-training.ipynb";

/** A notebook to debug: one cell, whose breakpoint is set in line 3. */
const debugged = "debugged.ipynb";
const debuggedCode = `const weights = jnp.arange(6).reshape([2, 3]);
let total = 40;
total += 2;
total`;

/** A notebook to use by hand. */
const tour = "tour.ipynb";
const tourCode = `/** A run. */
interface Run { readonly name: string; rate: number }
const run: Run = { name: "first", rate: 1e-3 }; // slow
async function half(of: Run): Promise<number> { return of.rate / 2 }
run`;

describe.skipIf(missing.length > 0)("JupyterLab", () => {
  const folder = mkdtempSync(join(tmpdir(), "nnxlab-lab-"));
  let lab: Lab;
  let page: Page;

  beforeAll(async () => {
    cpSync(join(root, "notebooks", lesson), join(folder, lesson));
    writeFileSync(join(folder, debugged), notebookOf(debuggedCode));
    writeFileSync(join(folder, tour), notebookOf(tourCode));
    lab = await openLab(folder, lesson);
    ({ page } = lab);
  }, 120_000);

  afterAll(async () => {
    await lab?.close();
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
    const picture = await chart.screenshot();
    await look(page, "lesson");
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
    await look(page, "slider");
  }, 60_000);

  describe("a notebook of one's own", () => {
    let notebook: Locator;
    const lastCell = (): Locator => notebook.locator(".jp-CodeCell").last();

    beforeAll(async () => {
      notebook = await openNotebook(page, tour);
    });

    test("code is coloured as TypeScript", async () => {
      const tokens = await notebook.locator(".cm-line span").evaluateAll((spans) =>
        spans.map((span) => {
          const { color, fontWeight, fontStyle } = getComputedStyle(span);
          return [span.textContent, `${color} ${fontWeight} ${fontStyle}`] as const;
        }),
      );
      const style = new Map(tokens);
      // For JavaScript `interface` and `readonly` are names like any other.
      for (const word of ["interface", "readonly", "async", "function", "return"])
        expect([word, style.get(word)]).toEqual([word, style.get("const")]);
      const kinds = ["const", "run", '"first"', "1e-3", "// slow", "rate"].map((token) => style.get(token));
      expect(new Set(kinds).size).toBe(kinds.length);
      expect(await runActiveCell(page)).toMatchObject([{ data: { "text/plain": "{ name: 'first', rate: 0.001 }" } }]);
    });

    test("Tab shows completions with their kinds, Shift+Tab what is known of a name", async () => {
      await addCell(page, "run.");
      const popup = page.locator(".jp-Completer:visible");
      await pressUntil(page, "Tab", popup.locator(".jp-Completer-item").first());
      const rows = await popup.locator(".jp-Completer-item").allInnerTexts();
      expect(rows.map((row) => row.split("\n"))).toEqual([
        ["p", "name", "property"],
        ["p", "rate", "property"],
      ]);
      await look(page, "completion");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await popup.waitFor({ state: "detached" });
      expect(await runActiveCell(page)).toMatchObject([{ data: { "text/plain": "0.001" } }]);

      await addCell(page, "jnp.arrayEq");
      await pressUntil(page, "Tab", popup.locator(".jp-Completer-item").first());
      expect((await popup.locator(".jp-Completer-item").first().innerText()).split("\n")).toEqual([
        "f",
        expect.stringMatching(/^arrayEqual/),
        "function",
      ]);
      await look(page, "functions");
      await page.keyboard.press("Escape");

      await addCell(page, "optax.adam");
      const tooltip = page.locator(".jp-Tooltip");
      await pressUntil(page, "Shift+Tab", tooltip);
      const text = await tooltip.innerText();
      expect(text).toMatch(/^function adam\(learningRate: optax\.ScalarOrSchedule/);
      expect(text).toContain("Adam: steps of about the learning rate in every coordinate");
      expect(await tooltip.locator("pre code span").count()).toBeGreaterThan(10); // the signature is coloured too
      await look(page, "tooltip");
      await page.keyboard.press("Escape");
    });

    test("a progress bar moves in place", async () => {
      const wait = "await new Promise((resolve) => setTimeout(resolve, 40))";
      await addCell(page, `for (const batch of progress(Array(40).fill(0), { label: "training" })) ${wait};`);
      const ran = runActiveCell(page);
      const bars = lastCell().locator(".jp-OutputArea-output");
      await bars.first().waitFor();
      const seen: (readonly [number, number])[] = [];
      while (seen.at(-1)?.[1] !== 40) {
        const count = await bars.count();
        const done = Number(/training\s+(\d+)\/40/.exec(await bars.first().innerText())?.[1]);
        if (done !== seen.at(-1)?.[1]) seen.push([count, done]);
        await page.waitForTimeout(30);
      }
      await ran;
      expect(seen.every(([count]) => count === 1)).toBe(true);
      expect(seen.length).toBeGreaterThan(3);
      expect(seen.map(([, done]) => done)).toEqual(seen.map(([, done]) => done).toSorted((a, b) => a - b));
      await look(page, "progress");
    });

    test("the interrupt button stops a loop and keeps the state", async () => {
      await addCell(page, "let steps = 0;\nwhile (true) steps = Math.min(steps + 1, 1000);");
      const ran = runActiveCell(page);
      await notebook.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]').waitFor();
      await notebook.locator('[data-jp-item-name="interrupt"]').click();
      expect(await ran).toMatchObject([{ output_type: "error", ename: "KeyboardInterrupt" }]);
      expect(await runCell(page, "[steps, run.name]")).toBe("[ 1000, 'first' ]");
    });

    test("an error shows the line, in colours", async () => {
      await addCell(page, 'function use(x: number) {\n  throw new RangeError("Cannot use " + x);\n}\nuse(3);');
      await runActiveCell(page);
      const shown = lastCell().locator('[data-mime-type="application/vnd.jupyter.stderr"]');
      const lines = (await shown.innerText()).split("\n").map((line) => line.trimEnd());
      expect(lines.slice(0, 3)).toEqual([
        "RangeError: Cannot use 3",
        "  1 | function use(x: number) {",
        '> 2 |   throw new RangeError("Cannot use " + x);',
      ]);
      expect(lines.at(-1)).toMatch(/^ {4}at cell \[\d+\]:4:1$/);
      const colours = await shown
        .locator("span")
        .evaluateAll((spans) => spans.map((span) => getComputedStyle(span).color));
      expect(new Set(colours).size).toBeGreaterThanOrEqual(2); // red for what is wrong, green for where
      await look(page, "error");
    });

    test("a cell asks, and gets what is typed", async () => {
      await addCell(page, 'input("Your name? ").toUpperCase()');
      const ran = runActiveCell(page);
      const line = lastCell().locator("input.jp-Stdin-input");
      await line.fill("Ada");
      expect(await lastCell().locator(".jp-Stdin-prompt").innerText()).toContain("Your name?");
      await line.press("Enter");
      expect((await ran).at(-1)).toMatchObject({ data: { "text/plain": "'ADA'" } });
    });

    test("LaTeX, Markdown, HTML and a chart are drawn", async () => {
      await addCell(
        page,
        `display.latex(String.raw\`$$\\int_0^1 x^2\\,dx$$\`);
display.markdown("**bold** and $e^{i\\\\pi}$");
display.html("<b class='mine'>HTML</b>");
vl.line([1, 4, 2, 8], { title: "loss" })`,
      );
      await runActiveCell(page);
      const outputs = lastCell().locator(".jp-OutputArea-output");
      await lastCell().locator(".vega-embed canvas, .vega-embed svg").first().waitFor();
      await outputs.nth(0).locator("mjx-container").waitFor();
      await outputs.nth(1).locator("mjx-container").waitFor();
      expect(await outputs.nth(1).locator("strong").innerText()).toBe("bold");
      expect(await outputs.nth(2).locator("b.mine").innerText()).toBe("HTML");
      expect(await outputs.count()).toBe(4);
      await lastCell().scrollIntoViewIfNeeded();
      await look(page, "rich");
    });

    test("a restart forgets, and what was forgotten is said", async () => {
      await page.evaluate(() => void (globalThis as any).jupyterapp.commands.execute("notebook:restart-kernel"));
      await page.locator(".jp-Dialog .jp-mod-accept").click();
      await page.evaluate(async () => {
        const { kernel } = (globalThis as any).jupyterapp.shell.currentWidget.sessionContext.session;
        while (kernel.status !== "idle") await new Promise((resolve) => setTimeout(resolve, 50));
      });
      await addCell(page, "run.name");
      expect(await runActiveCell(page)).toMatchObject([
        { ename: "TypeCheckError", evalue: expect.stringContaining("Cannot find name 'run'") },
      ]);
      expect(await lastCell().locator(".jp-InputPrompt").innerText()).toBe("[1]:");
      expect(await runCell(page, "jnp.arange(3)")).toBe("Array([0, 1, 2], dtype=int32)");
      await look(page, "restart");
    });

    test("the launcher offers the kernel with its logo", async () => {
      await page.evaluate(() => void (globalThis as any).jupyterapp.commands.execute("launcher:create"));
      const card = page.locator('.jp-LauncherCard[title="TypeScript (nnxlab)"]:visible').first();
      const logo = card.locator("img");
      await logo.waitFor();
      expect(await logo.getAttribute("src")).toMatch(/\/kernelspecs\/nnxlab\/logo-svg\.svg$/);
      await page.waitForFunction((image) => (image as HTMLImageElement).naturalWidth > 0, await logo.elementHandle());
      const ink = await coloursOf(page, await logo.screenshot());
      expect(ink.coloured).toBeGreaterThan(300); // blue
      await look(page, "launcher");
    });
  });

  test("a breakpoint set with the mouse stops the cell, and its variables are shown", async () => {
    const notebook = await openNotebook(page, debugged);
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
    await look(page, "debugger");

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

/** A notebook of one cell, as a file. */
function notebookOf(source: string): string {
  return JSON.stringify({
    cells: [{ cell_type: "code", id: "a", execution_count: null, metadata: {}, outputs: [], source }],
    metadata: { kernelspec: { name: "nnxlab", display_name: "nnxlab", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

/** Opens a notebook in the page and waits for its kernel. */
async function openNotebook(page: Page, path: string): Promise<Locator> {
  await page.evaluate(async (path) => {
    const app = (globalThis as any).jupyterapp;
    const panel = await app.commands.execute("docmanager:open", { path, factory: "Notebook" });
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
  }, path);
  return page.locator(".jp-NotebookPanel:visible");
}

/** Adds a cell at the end of the notebook and puts the cursor behind its text. */
async function addCell(page: Page, code: string): Promise<void> {
  await page.evaluate(async (source) => {
    const app = (globalThis as any).jupyterapp;
    const { content } = app.shell.currentWidget;
    content.activeCellIndex = content.widgets.length - 1;
    await app.commands.execute("notebook:insert-cell-below");
    const { model, editor } = content.activeCell;
    model.sharedModel.setSource(source);
    await app.commands.execute("notebook:enter-edit-mode");
    editor.focus();
    editor.setCursorPosition(editor.getPositionAt(source.length));
  }, code);
}

/** Runs the cell with the cursor; returns its outputs. */
function runActiveCell(page: Page): Promise<any[]> {
  return page.evaluate(async () => {
    const app = (globalThis as any).jupyterapp;
    const { model } = app.shell.currentWidget.content.activeCell;
    await app.commands.execute("notebook:run-cell");
    return model.outputs.toJSON();
  });
}

/** Adds a cell at the end of the notebook and runs it; returns its result as text. */
async function runCell(page: Page, code: string): Promise<string | undefined> {
  await addCell(page, code);
  const outputs = await runActiveCell(page);
  return outputs.find((output) => output.output_type === "execute_result")?.data["text/plain"];
}

/** Presses a key until it shows something: JupyterLab does not say when it has begun to listen. A slow answer is waited for. */
async function pressUntil(page: Page, key: string, shown: Locator): Promise<void> {
  for (let tries = 1; ; tries++) {
    await page.keyboard.press(key);
    try {
      return await shown.waitFor({ timeout: 8000 });
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}

/** Leaves a picture of the page, where pictures are asked for. */
async function look(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
}
