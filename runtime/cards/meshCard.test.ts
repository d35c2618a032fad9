import { inspect } from "node:util";
import { expect, test } from "vitest";
import { mimeBundle } from "../../kernel/display/mimeBundle.ts";
import { jax, Mesh, NamedSharding, P, sharding } from "../index.ts";
import { textOf } from "./textOf.cases.ts";

const shown = (value: unknown): Record<string, string> => (mimeBundle(value) as { data: Record<string, string> }).data;
const seen = (value: unknown): string => {
  const data = shown(value);
  expect(data["text/plain"]).toBe(inspect(value));
  return textOf(data["text/html"]!);
};
const mesh = new sharding.AbstractMesh([2, 3], ["data", "model"]);

test("a mesh is a grid of its devices", () => {
  expect(seen(mesh)).toBe("AbstractMesh data 2 model 3 model 0 model 1 model 2 data 0 0 1 2 data 1 3 4 5");
  expect(seen(new Mesh([jax.devices()], ["data", "model"]))).toBe(
    `Mesh data 1 model 1 model 0 data 0 ${jax.devices()[0]}`,
  );
  expect(seen(new sharding.AbstractMesh([2, 1, 2], ["a", "b", "c"]))).toContain("a 1, b 0 2 3");
});

test.each([
  ["both axes", P("data", "model"), "0 1 2 3 4 5"],
  ["columns, the rest is repeated", P(null, "model"), "0 3 1 4 2 5"],
  ["rows", P("data", null), "0 1 2 3 4 5"],
  ["a vector", P("model"), "0 3 1 4 2 5"],
  ["one axis along two", P(["model", "data"]), "0 3 1 4 2 5"],
  ["three axes", P("data", null, "model"), "axis 0 cut into 2 along data axis 1 whole axis 2 cut into 3 along model"],
  ["nothing", P(), "every device has all of the array"],
])("a sharding shows which devices have which part: %s", (_, spec, parts) => {
  expect(seen(new NamedSharding(mesh, spec))).toBe(`NamedSharding ${spec} data 2 , model 3 ${parts}`);
});

test("the parts of a matrix lie as they do in it", () => {
  const rows = (spec: typeof P.prototype): number =>
    shown(new NamedSharding(mesh, spec))["text/html"]!.match(/<tr>/g)!.length;
  expect([rows(P("data", "model")), rows(P("data", null)), rows(P(null, "model")), rows(P("data"))]).toEqual([
    2, 2, 1, 1,
  ]);
});

test("specs and single devices", () => {
  expect(seen(P("data", ["model", "expert"], null))).toBe(
    "PartitionSpec P('data', ('model', 'expert'), None) axis 0 cut along data axis 1 cut along model, expert axis 2 whole",
  );
  expect(seen(new sharding.SingleDeviceSharding(jax.devices()[0]!))).toBe(
    `SingleDeviceSharding all of an array on ${jax.devices()[0]}`,
  );
});

test("names are escaped, and large meshes are not drawn", () => {
  expect(shown(new sharding.AbstractMesh([2], ["<b>x"]))["text/html"]).not.toContain("<b>x");
  expect(shown(new sharding.AbstractMesh([100_000, 64], ["a", "b"]))["text/html"]).toContain("6,400,000 devices");
});
