import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../notebooks/projectRoot.ts";
import { bubblewrap } from "./bubblewrap.ts";
import { type Box, cleanEnvironment, type Isolation } from "./isolation.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { limitedProcess, plainProcess } from "./plainProcess.ts";

/** An isolation that works here, and whether root is given up for it. */
export interface Choice {
  readonly isolation: Isolation;
  readonly ownUser: boolean;
}

let chosen: Choice | undefined;

/**
 * The strictest isolation that works on this machine. Each is tried for real, because having the program says little: Ubuntu forbids
 * user namespaces, containers forbid mounting, a project below /root cannot be read by another user.
 */
export function chooseIsolation(): Choice {
  const users = process.getuid?.() === 0 ? [true, false] : [false];
  const candidates = [bubblewrap, limitedProcess].flatMap((isolation) =>
    users.map((ownUser) => ({ isolation, ownUser })),
  );
  return (chosen ??= candidates.find(works) ?? { isolation: plainProcess, ownUser: false });
}

/** As root, a user that no other box has; else undefined. */
export function newUser({ ownUser }: Choice): number | undefined {
  return ownUser ? 61_000 + randomInt(1000) : undefined;
}

/** A box with a fresh folder. */
export function makeBox(choice: Choice, limits: Limits): Box {
  const folder = mkdtempSync(join(tmpdir(), "nnxlab-box-"));
  const uid = newUser(choice);
  if (uid !== undefined) chownSync(folder, uid, uid);
  return { folder, uid, limits };
}

function works(choice: Choice): boolean {
  const box = makeBox(choice, defaultLimits);
  try {
    const script = `require("node:fs").accessSync(${JSON.stringify(join(projectRoot, "package.json"))}); process.stdout.write("inside")`;
    const [command, ...rest] = choice.isolation.wrap([process.execPath, "-e", script], box);
    const run = spawnSync(command!, rest, {
      env: cleanEnvironment(box),
      cwd: box.folder,
      encoding: "utf8",
      timeout: 20_000,
    });
    return run.status === 0 && run.stdout === "inside";
  } finally {
    rmSync(box.folder, { recursive: true, force: true });
  }
}
