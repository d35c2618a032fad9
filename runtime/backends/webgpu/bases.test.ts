import { expect, test } from "vitest";
import { Bases } from "./bases.ts";

/** A device that remembers what was written: from where, and which words. */
function mock(): { device: GPUDevice; written: { from: number; words: number[] }[] } {
  Object.assign(globalThis, { GPUBufferUsage: { UNIFORM: 64, COPY_DST: 8 } });
  const written: { from: number; words: number[] }[] = [];
  const device = {
    createBuffer: ({ size }: { size: number }) => ({ size }),
    queue: {
      writeBuffer(_: unknown, from: number, data: Int32Array, first: number, count: number) {
        written.push({ from, words: [...data.subarray(first, first + count)].filter((word) => word !== 0) });
      },
    },
  };
  return { device: device as unknown as GPUDevice, written };
}

test("words lie at multiples of the alignment, and are sent once", () => {
  const { device, written } = mock();
  const bases = new Bases(device, 3);
  expect([bases.put([1, 2, 3]), bases.put([4]), bases.put(new Array(65).fill(5))]).toEqual([0, 256, 512]);
  bases.send();
  bases.send();
  expect(written).toEqual([{ from: 0, words: [1, 2, 3, 4, ...new Array(65).fill(5)] }]);
  expect(bases.put([6])).toBe(1024);
  bases.send();
  expect(written[1]).toEqual({ from: 1024, words: [6] });
});

test("the ring begins anew when it is full, which makes earlier places invalid", () => {
  const { device, written } = mock();
  const bases = new Bases(device, 3);
  let count = 0;
  for (; !bases.isFullFor(3); count++) bases.put([1, 2, 3]);
  expect(count * 256).toBe(bases.buffer.size);
  bases.send();
  expect(bases.lap).toBe(0);
  bases.restart();
  expect([bases.lap, bases.isFullFor(3), bases.put([7])]).toEqual([1, false, 0]);
  bases.send();
  expect(written[1]!.from).toBe(0);
  expect(written[1]!.words[0]).toBe(7);
});

test("there is room for the largest call", () => {
  const { device } = mock();
  const bases = new Bases(device, 3);
  expect(bases.isLargeEnoughFor(bases.buffer.size / 4)).toBe(true);
  expect(bases.isLargeEnoughFor(bases.buffer.size / 4 + 1)).toBe(false);
  const larger = new Bases(device, bases.buffer.size);
  expect([larger.isLargeEnoughFor(bases.buffer.size), larger.isFullFor(bases.buffer.size)]).toEqual([true, false]);
});
