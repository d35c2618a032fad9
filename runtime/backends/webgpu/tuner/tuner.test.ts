import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { accumulator, binary, gridIndex, load, reduceIndex } from "../../../ir/build.ts";
import { flatIndex } from "../../../ir/flatIndex.ts";
import type { BufferDecl, Kernel, Program } from "../../../ir/kernel.ts";
import { runProgram } from "../../cases/runOnce.cases.ts";
import { adapterIsMissing } from "../adapter.cases.ts";
import type { AdapterInfo } from "../adapterInfo.ts";
import { createWebgpuBackend, type WebgpuBackend } from "../index.ts";
import { softwareTuning } from "../tuning.ts";
import { matrixProductOf } from "../wgsl/matrixProduct.ts";
import { nameOfProduct, nameOfTile, type ProductTile, productTiles } from "../wgsl/productTile.ts";
import { TileCache } from "./tileCache.ts";
import { Tuner } from "./tuner.ts";
import { cacheFolder, isTuning, setCacheFolder, setTuning } from "./tunerSettings.ts";

const info = { description: "Mock 1000", vendor: "nobody", architecture: "paper" } as AdapterInfo;
const buffer = (size: number, kind: BufferDecl["kind"] = "input"): BufferDecl => ({ kind, type: "f32", size });

/** x · y: f32[n,n], f32[n,n] → f32[n,n]. */
function square(n: number): { kernel: Kernel; buffers: readonly BufferDecl[] } {
  const [i, j, k] = [gridIndex(0, n), gridIndex(1, n), reduceIndex(0, n)];
  const value = binary("mul", load("f32", 0, flatIndex([i, k], [n, n])), load("f32", 1, flatIndex([k, j], [n, n])));
  const stores = [{ buffer: 2, index: flatIndex([i, j], [n, n]), value: accumulator("f32", 0) }];
  return {
    kernel: { name: "dotGeneral", grid: [n, n], reduce: [n], accumulators: [{ op: "add", value }], stores },
    buffers: [buffer(n * n), buffer(n * n), buffer(n * n, "output")],
  };
}

let folder = "";
let warned: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nnxlab-tiles-"));
  warned = [];
  vi.spyOn(console, "warn").mockImplementation((text: string) => void warned.push(text));
  setCacheFolder(folder);
  setTuning(true);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.restoreAllMocks();
  setCacheFolder(undefined);
  setTuning(undefined);
});

test("the environment says whether to tune, and where caches lie", () => {
  setCacheFolder(undefined);
  setTuning(undefined);
  vi.stubEnv("NNXLAB_TUNE", "1");
  vi.stubEnv("XDG_CACHE_HOME", "/somewhere");
  vi.stubEnv("NNXLAB_CACHE_DIR", "");
  expect([isTuning(), cacheFolder()]).toEqual([true, "/somewhere/nnxlab"]);
  vi.stubEnv("NNXLAB_TUNE", "");
  vi.stubEnv("NNXLAB_CACHE_DIR", "/elsewhere");
  expect([isTuning(), cacheFolder()]).toEqual([false, "/elsewhere"]);
  vi.unstubAllEnvs();
});

describe("TileCache", () => {
  test("keeps choices for the next process, one file for each adapter and version", () => {
    const cache = new TileCache(join(folder, "new"), info, "1.0.0");
    expect(cache.get("a product")).toBeUndefined();
    cache.set("a product", "subgroup 16×8");
    new TileCache(join(folder, "new"), info, "1.0.0").set("another", "subgroup 8×8");
    expect(new TileCache(join(folder, "new"), info, "1.0.0").get("a product")).toBe("subgroup 16×8");
    expect(new TileCache(join(folder, "new"), info, "1.0.1").get("a product")).toBeUndefined();
    const other = { ...info, description: "Mock 2000" };
    expect(new TileCache(join(folder, "new"), other, "1.0.0").get("a product")).toBeUndefined();
    // Nothing half-written stays behind.
    expect(readdirSync(join(folder, "new"))).toEqual(["tiles-Mock-1000-nobody-paper-1.0.0.json"]);
  });

  test("does not overwrite what another process has found meanwhile", () => {
    const [one, two] = [new TileCache(folder, info, "1"), new TileCache(folder, info, "1")];
    one.set("a", "first");
    two.set("b", "second");
    expect(JSON.parse(readFileSync(one.file, "utf8")).tiles).toEqual({ a: "first", b: "second" });
  });

  test.each([
    "{ half a fi",
    "[]",
    '{"adapter": "x", "version": "1", "tiles": {}}',
    "null",
  ])("starts anew where the file is %s", (content) => {
    const { file } = new TileCache(folder, info, "1");
    writeFileSync(file, content);
    const cache = new TileCache(folder, info, "1");
    expect(cache.get("a")).toBeUndefined();
    cache.set("a", "first");
    expect(new TileCache(folder, info, "1").get("a")).toBe("first");
  });

  test("says so where a file cannot be read or written", () => {
    const { file } = new TileCache(folder, info, "1");
    writeFileSync(file, JSON.stringify({ adapter: "Mock 1000 (nobody paper)", version: "1", tiles: { a: 1 } }));
    expect(new TileCache(folder, info, "1").get("a")).toBeUndefined();
    expect(warned[0]).toContain("its tiles are not texts by text. The file is written anew");
    new TileCache(file, info, "1").set("a", "first"); // a file is no folder
    expect(warned.at(-1)).toContain("They are measured again next time");
  });
});

describe("Tuner", () => {
  const { kernel, buffers } = square(128);
  const product = matrixProductOf(kernel)!;
  const tiles = productTiles(product, softwareTuning);
  const name = nameOfProduct(product);
  /** A tuner to which the third tile seems fastest, and the tiles that it tries. */
  const mocked = (times: readonly (number | undefined)[] = [4, 3, 1, 2]): { tuner: Tuner; tried: ProductTile[] } => {
    const tried: ProductTile[] = [];
    const tuner = new Tuner(info, (_, tile) => times[tried.push(tile) - 1]);
    return { tuner, tried };
  };

  test("takes the fastest of the first tiles, and the next process knows", () => {
    const { tuner, tried } = mocked();
    expect(tiles.length).toBeGreaterThan(4);
    expect(tuner.choose(product, tiles, buffers)).toBe(tiles[2]);
    expect(tried).toEqual(tiles.slice(0, 4));
    const next = mocked();
    expect(next.tuner.choose(product, tiles, buffers)).toBe(tiles[2]);
    expect(next.tried).toEqual([]);
  });

  test("prefers what should be best where times differ little", () => {
    expect(mocked([10, 9.9, 9.6, 9.5]).tuner.choose(product, tiles, buffers)).toBe(tiles[0]);
  });

  test("tries again where a tile is kept that does not fit any more", () => {
    new TileCache(folder, info).set(name, "subgroup 1000×1000");
    const { tuner, tried } = mocked();
    expect(tuner.choose(product, tiles, buffers)).toBe(tiles[2]);
    expect(tried).toHaveLength(4);
  });

  test("takes the first, and keeps nothing, where it is off, there is no memory, or the product is small", () => {
    expect(mocked([1, undefined]).tuner.choose(product, tiles, buffers)).toBe(tiles[0]);
    const small = square(64);
    const { tuner, tried } = mocked();
    expect(tuner.choose(matrixProductOf(small.kernel)!, tiles, small.buffers)).toBe(tiles[0]);
    setTuning(false);
    expect(tuner.choose(product, tiles, buffers)).toBe(tiles[0]);
    expect(tried).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.skipIf(adapterIsMissing)("on a device", () => {
  const backend = adapterIsMissing ? (undefined as unknown as WebgpuBackend) : createWebgpuBackend();
  afterAll(() => backend?.close());

  test("products are right by the tile that was chosen, which is kept", () => {
    const n = 128;
    const { kernel, buffers } = square(n);
    const program: Program = { name: "square", buffers, inputs: [0, 1], outputs: [2], steps: [kernel], arenaBytes: 0 };
    const x = Float32Array.from({ length: n * n }, (_, at) => (at * 7) % 5);
    const bytes = backend.bytesInUse;
    const [result] = runProgram(backend, program, [x, x]);
    for (const [i, j] of [
      [0, 0],
      [5, 127],
      [127, 64],
    ] as const) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += x[i * n + k]! * x[k * n + j]!;
      expect(result![i * n + j]).toBe(sum);
    }
    expect(backend.bytesInUse).toBe(bytes);
    const [file] = readdirSync(folder);
    const kept = Object.entries(JSON.parse(readFileSync(join(folder, file!), "utf8")).tiles);
    expect(kept).toHaveLength(1);
    expect(kept[0]![0]).toBe(nameOfProduct(matrixProductOf(kernel)!));
    const names = productTiles(matrixProductOf(kernel)!, softwareTuning).map(nameOfTile);
    expect(names).toContain(kept[0]![1]);
  });
});
