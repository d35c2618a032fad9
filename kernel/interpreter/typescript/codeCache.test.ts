import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { codeCacheIn } from "./codeCache.ts";

const base = mkdtempSync(join(tmpdir(), "nnxlab-cache-"));
afterAll(() => rmSync(base, { recursive: true }));
const data = Buffer.from("compiled code");
let folders = 0;
const newFolder = (): string => join(base, String(folders++), "deep");

describe("codeCacheIn()", () => {
  it("gives back what was written, and leaves one file", () => {
    const folder = newFolder();
    expect(codeCacheIn([folder], "code.bin").read()).toBeUndefined();
    codeCacheIn([folder], "code.bin").write(Buffer.from("older"));
    codeCacheIn([folder], "code.bin").write(data);
    expect(codeCacheIn([folder], "code.bin").read()).toEqual(data);
    expect(codeCacheIn([folder], "other.bin").read()).toBeUndefined();
    expect(readdirSync(folder)).toEqual(["code.bin"]);
  });

  it("does not give back a file that was changed, cut off or emptied", () => {
    const folder = newFolder();
    const cache = codeCacheIn([folder], "code.bin");
    cache.write(data);
    const whole = readFileSync(join(folder, "code.bin"));
    const changed = Buffer.from(whole);
    changed[changed.length - 3]! ^= 1;
    for (const wrong of [changed, whole.subarray(0, -1), whole.subarray(0, 32), Buffer.alloc(0), data]) {
      writeFileSync(join(folder, "code.bin"), wrong);
      expect(cache.read()).toBeUndefined();
    }
    cache.write(data);
    expect(cache.read()).toEqual(data);
  });

  it("takes the next folder when one cannot be written, and none when none can", () => {
    const [blocked, folder] = [newFolder(), newFolder()];
    mkdirSync(join(blocked, ".."), { recursive: true });
    writeFileSync(blocked, "a file where the folder should be");
    codeCacheIn([blocked, folder], "code.bin").write(data);
    expect(codeCacheIn([blocked, folder], "code.bin").read()).toEqual(data);
    codeCacheIn([blocked], "code.bin").write(data);
    expect(codeCacheIn([blocked], "code.bin").read()).toBeUndefined();
  });
});
