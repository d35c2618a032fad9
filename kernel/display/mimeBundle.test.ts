import { expect, it } from "vitest";
import { encode, mimeBundle } from "./mimeBundle.ts";

const shows = (shown: unknown): object => ({ [Symbol.for("Jupyter.display")]: () => shown });

it("a value without a method is its text", () => {
  expect(mimeBundle([1, "a"])).toEqual({ data: { "text/plain": "[ 1, 'a' ]" }, metadata: {} });
});

it("a method's data is encoded, and completed with text", async () => {
  expect(
    mimeBundle(shows({ "image/png": new Uint8Array([1]), "application/json": { f: () => 1, a: undefined, b: 2 } })),
  ).toMatchObject({
    data: { "image/png": "AQ==", "application/json": { b: 2 }, "text/plain": expect.any(String) },
  });
  expect(await mimeBundle(shows(Promise.resolve({ "text/plain": "x" })))).toEqual({
    data: { "text/plain": "x" },
    metadata: {},
  });
  expect(mimeBundle(Object.assign(() => 1, shows({ "text/html": "f" })))).toMatchObject({ data: { "text/html": "f" } });
});

it("null means: nothing to show", () => {
  expect(mimeBundle(shows(null))).toBeUndefined();
});

it.each([
  [
    "a method that throws",
    {
      [Symbol.for("Jupyter.display")]() {
        throw new Error("why");
      },
    },
    /failed: why/,
  ],
  ["a method that returns no object", shows("text"), /must return an object/],
  [
    "a promise that rejects",
    { [Symbol.for("Jupyter.display")]: async () => Promise.reject(new Error("later")) },
    /failed: later/,
  ],
])("%s is reported in the text", async (_, value, message) => {
  const bundle = await mimeBundle(value);
  expect(bundle!.data["text/plain"]).toMatch(message);
});

it("encodes by MIME type", () => {
  expect(encode("application/vnd.vegalite.v5+json", { d: new Date(0) })).toEqual({ d: "1970-01-01T00:00:00.000Z" });
  expect(encode("text/html", "<b>")).toBe("<b>");
});
