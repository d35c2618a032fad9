import { expect, test } from "vitest";
import { ByteWriter } from "./byteWriter.ts";
import {
  type Code,
  call,
  f32,
  get,
  i32,
  laneOperation,
  load,
  loadLane,
  local,
  loop,
  operation,
  select,
  set,
  shuffle,
  store,
  vector,
} from "./code.ts";
import { encodeModule, memoryImport } from "./encodeModule.ts";
import { operations } from "./opcodes.ts";
import { printFunction } from "./printFunction.ts";

const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });

/** Runs a function on the test memory. */
function run(code: Code, functions: readonly Code[] = [code]): void {
  const module = new WebAssembly.Module(encodeModule(functions, [code]));
  const instance = new WebAssembly.Instance(module, { [memoryImport.module]: { [memoryImport.name]: memory } });
  (instance.exports[code.name] as () => void)();
}

test("ByteWriter writes LEB128 as the specification's examples", () => {
  const out = new ByteWriter();
  out.unsigned(624485);
  out.signed(-123456);
  out.signed(64);
  out.signed(-64);
  out.unsigned(2 ** 32 - 1);
  expect([...out.bytes()]).toEqual([
    0xe5, 0x8e, 0x26, 0xc0, 0xbb, 0x78, 0xc0, 0x00, 0x40, 0xff, 0xff, 0xff, 0xff, 0x0f,
  ]);
});

test("a function loops over memory", () => {
  const i = local("i32", "i");
  const sum = local("f32", "sum");
  const code: Code = {
    name: "sum",
    params: [],
    body: [
      set(i, i32(0)),
      loop(
        "i < 16 by 4",
        [
          set(sum, operation("f32.add", get(sum), load("f32.load", get(i), 64))),
          set(i, operation("i32.add", get(i), i32(4))),
        ],
        operation("i32.ne", get(i), i32(16)),
      ),
      store("f32.store", i32(0), 128, get(sum)),
    ],
  };
  new Float32Array(memory.buffer).set([1, 2, 3, 4], 16);
  run(code);
  expect(new Float32Array(memory.buffer)[32]).toBe(10);
  expect(printFunction(code)).toBe(
    [
      "func sum()",
      "  i = 0",
      "  loop i < 16 by 4",
      "    sum = f32.add(sum, f32.load [i + 64])",
      "    i = (i + 4)",
      "  while i32.ne(i, 16)",
      "  f32.store [0 + 128] = sum",
    ].join("\n"),
  );
});

test("functions call functions with arguments", () => {
  const at = local("i32", "at");
  const write: Code = {
    name: "write",
    params: [at],
    body: [store("i32.store", get(at), 0, operation("i32.mul", get(at), i32(-3)))],
  };
  const main: Code = { name: "main", params: [], body: [call(write, [i32(256)]), call(write, [i32(260)])] };
  run(main, [write, main]);
  expect([...new Int32Array(memory.buffer, 256, 2)]).toEqual([-768, -780]);
});

test("vectors: constants, shuffles, lanes and selection", () => {
  const v = local("v128", "v");
  const code: Code = {
    name: "vectors",
    params: [],
    body: [
      set(v, vector([1, 2, 3, -4])),
      store("v128.store", i32(512), 0, shuffle(get(v), vector([5, 6, 7, 8]), [3, 0, 4, 7])),
      store("v128.store32_lane", i32(528), 0, get(v), 2),
      store("v128.store", i32(532), 0, loadLane(i32(512), 4, 1, get(v))),
      store("i32.store", i32(548), 0, laneOperation("i32x4.extract_lane", 3, get(v))),
      store("v128.store", i32(552), 0, select(i32(0), get(v), operation("f32x4.splat", f32(1)))),
    ],
  };
  run(code);
  expect([...new Int32Array(memory.buffer, 512, 14)]).toEqual([
    -4,
    1,
    5,
    8,
    3,
    1,
    1,
    3,
    -4,
    -4,
    ...new Array(4).fill(0x3f800000),
  ]);
});

test("every opcode but relaxed ones is accepted by the engine", () => {
  const typed: Readonly<Record<string, number>> = { i32: 1, f32: 1, v128: 1 };
  expect(Object.keys(typed).length).toBe(3);
  const wrong: string[] = [];
  for (const name of Object.keys(operations) as (keyof typeof operations)[]) {
    if (name.includes("relaxed")) continue;
    const accepted = argumentLists.some((args) => {
      const lane = name.includes("_lane") ? 0 : -1;
      const value = lane < 0 ? operation(name, ...args) : laneOperation(name, lane, ...args);
      const code: Code = { name: "f", params: [], body: [set(local(value.type, "x"), value)] };
      return WebAssembly.validate(encodeModule([code], [code]));
    });
    if (!accepted) wrong.push(name);
  }
  expect(wrong).toEqual([]);
});

const i = i32(1);
const f = f32(1);
const d = operation("f64.promote_f32", f);
const v = vector([1, 2, 3, 4]);
const argumentLists = [[i], [f], [d], [v], [i, i], [f, f], [d, d], [v, v], [v, i], [v, f], [v, v, v]];
