import { beforeAll, expect, test } from "vitest";
import { DeviceArray } from "../core/array.ts";
import { holdingsCount } from "../core/holdings.ts";
import "../core/evalTrace.ts";
import { add } from "../primitives/index.ts";
import { aval } from "../types/aval.ts";
import { defaultBackend, setDefaultBackend } from "./backends.ts";
import { joinHalves } from "./join.ts";
import { memoryStats } from "./memory.ts";
import { giveBackDropped } from "./pressure.ts";

beforeAll(() => {
  joinHalves();
  setDefaultBackend("wasm");
});

const zeros = (size: number): DeviceArray => DeviceArray.fromHost(new Float32Array(size), aval([size], "float32"));

test("dropped arrays give their memory back in the middle of a synchronous loop", () => {
  let x = add(zeros(100), 0);
  const start = giveBackDropped() >= 0 ? holdingsCount() : 0;
  for (let n = 0; n < 500; n++) x = add(x, 1);
  expect(holdingsCount()).toBeGreaterThan(start + 400);
  expect(giveBackDropped()).toBeGreaterThan(400 * 400);
  expect(holdingsCount()).toBeLessThan(start + 20);
  expect((x as DeviceArray).host[99]).toBe(500);
});

test("200,000 small arrays dropped one by one keep memory bounded", () => {
  let x = add(zeros(1000), 0);
  let most = 0;
  for (let n = 0; n < 200_000; n++) {
    x = add(x, 1);
    if (n % 1000 === 0) most = Math.max(most, defaultBackend().bytesInUse);
  }
  expect(most).toBeLessThan(300e6); // without collection: 800 MB
  expect((x as DeviceArray).host[0]).toBe(200_000);
}, 60_000);

test("large arrays dropped one by one keep memory bounded", () => {
  let x = add(zeros(5_000_000), 0);
  for (let n = 0; n < 100; n++) x = add(x, 1);
  expect(memoryStats(defaultBackend()).peakBytesInUse).toBeLessThan(600e6); // without collection: 2 GB
  expect((x as DeviceArray).host[0]).toBe(100);
}, 60_000);
