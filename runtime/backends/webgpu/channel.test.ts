import { describe, expect, test } from "vitest";
import { CallerEnd } from "./callerEnd.ts";
import { commands, longestData, openChannel } from "./channel.ts";
import { DeviceEnd } from "./deviceEnd.ts";

const noPause = (): Promise<void> => Promise.resolve();

function bothEnds(stallTimeout = 500): { caller: CallerEnd; device: DeviceEnd } {
  const channel = openChannel();
  return { caller: new CallerEnd(channel, stallTimeout), device: new DeviceEnd(openChannel(channel.memory)) };
}

/** The arguments of the next command, which is then done. */
function take(device: DeviceEnd): [command: number, ...args: number[]] {
  expect(device.next()).toBe(true);
  const args = [...device.ring.subarray(device.from, device.to)];
  device.release();
  return [device.command, ...args];
}

describe("commands", () => {
  test("arrive in order, with their arguments", () => {
    const { caller, device } = bothEnds();
    caller.send(commands.allocate, 7, 1024, 0);
    caller.sendRun(3, [{ id: 1 }, { id: 2 }], [{ id: 5 }], 9);
    caller.sendRun(4, [], [{ id: 5 }], -1);
    expect(take(device)).toEqual([commands.allocate, 7, 1024, 0]);
    expect(take(device)).toEqual([commands.run, 3, 1, 2, 5, 9]);
    expect(take(device)).toEqual([commands.run, 4, 5]);
    expect(device.next()).toBe(false);
  });

  test("go round the ring many times without touching one another", () => {
    const { caller, device } = bothEnds();
    for (let n = 0; n < 200_000; n++) {
      const args = Array.from({ length: 1 + (n % 11) }, (_, k) => n + k);
      caller.send(commands.run, ...args);
      if (!device.next() || device.ring[device.from] !== n || device.to - device.from !== args.length)
        throw new Error(`command ${n} is damaged`);
      device.release();
    }
  });

  test("data longer than a command goes in pieces", () => {
    const { caller, device } = bothEnds();
    const data = Uint8Array.from({ length: 2 * longestData + 1000 }, (_, n) => n % 251);
    caller.sendData(commands.write, data, (offset, bytes) => [1, offset, bytes]);
    const got = new Uint8Array(data.length);
    let pieces = 0;
    for (; device.next(); pieces++) {
      const [, offset, bytes] = device.ring.subarray(device.from, device.from + 3);
      const at = (device.from + 3) * 4;
      got.set(device.ringBytes.subarray(at, at + bytes!), offset);
      device.release();
    }
    expect(pieces).toBe(3);
    expect(Buffer.compare(got, data)).toBe(0);
  });
});

describe("replies", () => {
  test("are copied out of shared memory", async () => {
    const { caller, device } = bothEnds();
    const request = caller.nextRequest();
    await device.reply(request, Uint8Array.of(1, 2, 3, 4), noPause);
    expect(caller.receive(request, 4)).toEqual(Uint8Array.of(1, 2, 3, 4));
  });

  test("may say that the request failed", async () => {
    const { caller, device } = bothEnds();
    const request = caller.nextRequest();
    await device.reply(request, undefined, noPause);
    expect(caller.receive(request, 4)).toBeUndefined();
  });
});

describe("problems", () => {
  test("are thrown once, at the next check", () => {
    const { caller, device } = bothEnds();
    device.report("error", "first");
    device.report("error", "second, which follows from the first");
    expect(() => caller.check()).toThrow("first");
    expect(() => caller.check()).not.toThrow();
  });

  test("keep their kind", () => {
    const { caller, device } = bothEnds();
    device.report("outOfMemory", "no room");
    expect(() => caller.check()).toThrow(expect.objectContaining({ name: "OutOfMemoryError", message: "no room" }));
  });

  test("that end everything are thrown at every check", () => {
    const { caller, device } = bothEnds();
    device.fail("the GPU was lost");
    expect(() => caller.check()).toThrow("the GPU was lost");
    expect(() => caller.check()).toThrow("the GPU was lost");
    expect(() => caller.receive(1, 4)).toThrow("the GPU was lost");
  });
});

test("the reason of a failure is still known when the thread has ended", () => {
  const { caller, device } = bothEnds();
  device.fail("no adapter");
  device.close();
  expect(() => caller.waitUntilReady()).toThrow("no adapter");
});

describe("a device thread that shows no sign of life", () => {
  test("ends a wait for a reply", () => {
    const { caller } = bothEnds();
    expect(() => caller.receive(caller.nextRequest(), 4)).toThrow("no sign of life for 0.5 s");
    expect(() => caller.check()).toThrow("no sign of life");
  });

  test("ends a wait for room in the ring", () => {
    const { caller } = bothEnds();
    const post = (): void => {
      for (let n = 0; n < 100_000; n++) caller.send(commands.run, 1, 2, 3, 4);
    };
    expect(post).toThrow("no sign of life");
  });

  test("ends a wait of a caller that is many programs ahead", () => {
    const { caller, device } = bothEnds();
    const post = (programs: number): void => {
      for (let n = 0; n < programs; n++) caller.sendRun(1, [], [], -1);
    };
    post(60);
    while (device.next()) device.release();
    post(60);
    expect(() => post(60)).toThrow("no sign of life");
  });

  test("does not hold up closing for longer than asked", () => {
    const { caller } = bothEnds();
    const start = performance.now();
    caller.close(100);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
