import { describe, expect, it } from "vitest";
import { createEnvelope } from "./envelope.ts";
import { decodeFrames, encodeFrames, FrameError } from "./frames.ts";
import { createSigner } from "./signature.ts";

const signer = createSigner("key", "sha256");
const buffer = (text: string): Uint8Array => Buffer.from(text);

describe("frames", () => {
  it("a message survives the way there and back, with identities and buffers", () => {
    const message = createEnvelope("tester").make(
      "execute_request",
      { code: "π = '<IDS|MSG>'" },
      {
        identities: [buffer("a"), buffer("b")],
        metadata: { x: 1 },
        buffers: [new Uint8Array([0, 255])],
      },
    );
    expect(decodeFrames(encodeFrames(message, signer), signer)).toEqual({
      ...message,
      buffers: [Buffer.from([0, 255])].map((b) => new Uint8Array(b)),
    });
  });

  const good = ['{"msg_id":"1","msg_type":"x"}', "{}", "{}", "{}"].map(buffer);
  const signed = (...json: Uint8Array[]): Uint8Array[] => [buffer("<IDS|MSG>"), buffer(signer.sign(json)), ...json];
  const bad: readonly [what: string, frames: Uint8Array[], message: RegExp][] = [
    ["nothing", [], /no <IDS\|MSG> delimiter/],
    ["no delimiter", [buffer("junk")], /no <IDS\|MSG> delimiter/],
    ["only a delimiter", [buffer("<IDS|MSG>")], /0 frames after/],
    ["too few frames", signed(...good).slice(0, 5), /4 frames after/],
    ["a wrong signature", [buffer("<IDS|MSG>"), buffer("00"), ...good], /signature/],
    ["a changed frame", [...signed(...good).slice(0, 5), buffer('{"a":1}')], /signature/],
    ["no JSON", signed(good[0]!, buffer("{"), good[2]!, good[3]!), /parent header is no JSON/],
    ["no object", signed(good[0]!, good[1]!, good[2]!, buffer("[]")), /content is no JSON object/],
    ["null", signed(buffer("null"), good[1]!, good[2]!, good[3]!), /header is no JSON object/],
    ["a header without a type", signed(buffer('{"msg_id":"1"}'), good[1]!, good[2]!, good[3]!), /lacks msg_type/],
  ];
  it.each(bad)("%s is refused", (_, frames, message) => {
    expect(() => decodeFrames(frames, signer)).toThrow(FrameError);
    expect(() => decodeFrames(frames, signer)).toThrow(message);
  });

  it("a signed message with a malformed content can be answered", () => {
    const frames = [buffer("me"), ...signed(good[0]!, good[1]!, good[2]!, buffer("[]"))];
    const refused = (): FrameError => {
      try {
        decodeFrames(frames, signer);
      } catch (error) {
        return error as FrameError;
      }
      throw new Error("it was accepted");
    };
    expect(refused().answerable).toEqual({ identities: [buffer("me")], header: { msg_id: "1", msg_type: "x" } });
    frames[2] = buffer("00");
    expect(refused().answerable).toBeUndefined();
  });

  it("without a key nothing is signed and everything is accepted", () => {
    const open = createSigner("", "sha256");
    const message = createEnvelope("t").make("x", {});
    expect(decodeFrames(encodeFrames(message, open), open).header.msg_type).toBe("x");
  });

  it("random bytes never do anything but throw a FrameError", () => {
    let state = 1;
    const random = (): number => (state = (state * 1103515245 + 12345) % 2147483648);
    for (let i = 0; i < 2000; i++) {
      const frames = Array.from({ length: random() % 9 }, () => {
        if (random() % 4 === 0) return buffer("<IDS|MSG>");
        return Uint8Array.from({ length: random() % 30 }, () => random() % 256);
      });
      expect(() => decodeFrames(frames, signer)).toThrow(FrameError);
    }
  });
});
