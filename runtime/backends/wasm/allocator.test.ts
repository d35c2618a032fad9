import { expect, test } from "vitest";
import { Allocator, paddedSize } from "./allocator.ts";

test("Allocator gives aligned blocks that do not overlap, whatever the order of frees", () => {
  let seed = 1;
  const random = (n: number): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % n;
  const allocator = new Allocator(1024, 1 << 20);
  const live = new Map<number, number>();
  for (let step = 0; step < 20000; step++) {
    const bytes = random(4) === 0 ? random(20000) : 4 * random(200);
    const address = random(2) === 0 ? allocator.allocate(bytes) : -1;
    if (address >= 0) {
      expect(address % 64).toBe(0);
      expect(address + paddedSize(bytes)).toBeLessThanOrEqual(1 << 20);
      live.set(address, bytes);
    } else {
      const addresses = [...live.keys()];
      const chosen = addresses[random(Math.max(addresses.length, 1))];
      if (chosen !== undefined) {
        allocator.free(chosen, live.get(chosen)!);
        live.delete(chosen);
      }
    }
    if (step % 500 === 0) {
      allocator.check();
      const sorted = [...live].sort(([a], [b]) => a - b);
      sorted.forEach(([address, size], i) =>
        expect(address + paddedSize(size)).toBeLessThanOrEqual(sorted[i + 1]?.[0] ?? 1 << 20),
      );
    }
  }
});

test("Allocator reuses a freed block of the same size at once", () => {
  const allocator = new Allocator(0, 4096);
  const first = allocator.allocate(100);
  allocator.allocate(100);
  allocator.free(first, 100);
  expect(allocator.allocate(128)).toBe(first);
});

test("Allocator merges neighbours when nothing else fits, and says when memory must grow", () => {
  const allocator = new Allocator(0, 1024);
  const blocks = Array.from({ length: 16 }, () => allocator.allocate(64));
  expect(allocator.allocate(1)).toBe(-1);
  for (const address of blocks.slice(3, 7)) allocator.free(address, 64);
  expect(allocator.allocate(256)).toBe(blocks[3]);
  expect(allocator.allocate(64)).toBe(-1);
  allocator.grow(2048);
  expect(allocator.allocate(64)).toBe(1024);
  allocator.check();
});

test("Allocator counts bytes in use and returns to an empty space", () => {
  const allocator = new Allocator(64, 1 << 16);
  const sizes = [1, 64, 65, 1000, 0];
  const blocks = sizes.map((bytes) => allocator.allocate(bytes));
  expect(allocator.used).toBe(64 + 64 + 128 + 1024 + 64);
  blocks.forEach((address, i) => allocator.free(address, sizes[i]!));
  expect(allocator.used).toBe(0);
  expect(allocator.allocate(1 << 15)).toBeGreaterThan(0);
  allocator.check();
});
