/** A JupyterLab for tests: `nnxlab lab` on a folder, and headless Chromium on its page. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { root } from "./paths.ts";

/** The Chromium of this machine. */
export const browserPath: string | undefined = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => existsSync(path));

/** The folder of a JupyterLab: this project's, or one on the PATH. */
export const labPath: string | undefined = [join(root, ".venv/bin"), ...(process.env.PATH ?? "").split(delimiter)].find(
  (folder) => existsSync(join(folder, "jupyter-lab")),
);

/** A page on a server, and how both are ended. */
export interface Lab {
  readonly page: Page;
  close(): Promise<void>;
}

const token = "lesson";

/** Starts JupyterLab on `folder` and opens the notebook `path` in it. */
export async function openLab(folder: string, path: string): Promise<Lab> {
  const port = await freePort();
  const server = spawn(
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
        JUPYTERLAB_SETTINGS_DIR: join(folder, ".settings"),
        JUPYTERLAB_WORKSPACES_DIR: join(folder, ".workspaces"),
      },
    },
  );
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    if (server.exitCode !== null) return;
    server.kill("SIGTERM");
    await new Promise((resolve) => server.once("exit", resolve));
  };
  try {
    [browser] = await Promise.all([startBrowser(), serverIsUp(server)]);
    const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
    await page.goto(`http://127.0.0.1:${port}/lab/tree/${path}?token=${token}`);
    await page.waitForFunction(
      () => (globalThis as any).jupyterapp?.shell?.currentWidget?.content?.model?.cells?.length > 3,
      undefined,
      { timeout: 60_000 },
    );
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function startBrowser(): Promise<Browser> {
  return chromium.launch({
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
