import { describe, expect, it } from "vitest";
import { hold, openDoor, release, shutDoor } from "./interruptDoor.ts";
import { slots } from "./protocol.ts";

const door = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * (Math.max(...Object.values(slots)) + 1)));
const moving = { isMoving: true };
const never = (): boolean => false;

describe("the door between an interrupt and a call that must not be cut in two", () => {
  it("is shut after a moment where no such call is made", async () => {
    expect(await shutDoor(door(), moving, never)).toBe(true);
  });

  it("is shut when the call is done, not before", async () => {
    const memory = door();
    hold(memory);
    let isShut = false;
    const shutting = shutDoor(memory, moving, never).then(() => {
      isShut = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isShut).toBe(false);
    release(memory);
    await shutting;
    expect(isShut).toBe(true);
  });

  it("stays as it is when whoever asks gives up", async () => {
    const memory = door();
    hold(memory);
    expect(await shutDoor(memory, moving, () => true)).toBe(false);
    openDoor(memory);
    release(memory);
    hold(memory); // open: nobody waits
  });
});
