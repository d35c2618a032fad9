/** Random programs on integers of every width give the same numbers fused by wasm and one operation at a time on the reference. */
import { test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { checkProperty, compiled, expectSame, onReference } from "./checkProperty.ts";
import { programs } from "./randomPrograms.ts";

setDefaultBackend("wasm");

test("4,000 programs on integers: fused on wasm = one by one on reference", { timeout: 120_000 }, () =>
  checkProperty(programs(["int8", "uint8", "int16", "uint16", "int32", "uint32"]), 4000, (program) =>
    expectSame(compiled(program), onReference(program), { rtol: 0, atol: 0 }),
  ),
);
