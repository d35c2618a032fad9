import { expect, it } from "vitest";
import { createSendQueue } from "./sendQueue.ts";

it("sends one message after the other, in order, also after a failure", async () => {
  const sent: string[] = [];
  const errors: string[] = [];
  let sending = false;
  const socket = {
    async send(frames: Uint8Array[]): Promise<void> {
      if (sending) throw new Error("EBUSY");
      sending = true;
      await new Promise((resolve) => setImmediate(resolve));
      sending = false;
      const text = Buffer.from(frames[0]!).toString();
      if (text === "bad") throw new Error("cannot");
      sent.push(text);
    },
  };
  const queue = createSendQueue(socket, (error) => errors.push(error.message));
  for (const text of ["1", "2", "bad", "3"]) queue.send([Buffer.from(text)]);
  await queue.drained();
  queue.send([Buffer.from("4")]);
  await queue.drained();
  expect([sent, errors]).toEqual([["1", "2", "3", "4"], ["cannot"]]);
});

it("what is sent before the socket is ready waits", async () => {
  const sent: string[] = [];
  let ready = (): void => {};
  const opened = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const socket = { send: async (frames: Uint8Array[]) => void sent.push(String(frames[0])) };
  const queue = createSendQueue(socket, () => {}, opened);
  queue.send([Buffer.from("early")]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(sent).toEqual([]);
  ready();
  queue.send([Buffer.from("late")]);
  await queue.drained();
  expect(sent).toEqual(["early", "late"]);
});
