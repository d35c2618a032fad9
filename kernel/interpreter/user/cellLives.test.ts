/** What keeps a cell's code alive, as the garbage collector sees it. */
import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import vm from "node:vm";
import { beforeAll, expect, it } from "vitest";
import { emitCell } from "../typescript/emit.ts";
import { watchLives } from "./cellLives.ts";

let collect: () => void;
beforeAll(() => {
  setFlagsFromString("--expose-gc");
  collect = vm.runInNewContext("gc");
});

const gone = new Set<string>();
const watch = watchLives((cells) => {
  for (const { id } of cells) gone.add(id);
});
const kept: unknown[] = [];
Object.assign(globalThis, { keep: (value: unknown) => kept.push(value) });

/** Runs a cell as the kernel does, and leaves nothing of it on the stack. */
function run(id: string, code: string, names: readonly string[]): void {
  const { js } = emitCell(code, { names: new Set(names), typeOnly: new Set(), shadows: false });
  const kernel = { guard: (value: unknown) => value, resume: (value: unknown) => value };
  watch(kernel, { id, file: `${id}.ts` });
  for (const name of names) Object.assign(globalThis, { [name]: undefined });
  const start = vm.compileFunction(`return ${js}`, [], { filename: `${id}.ts` })() as (
    kernel: object,
  ) => Promise<unknown>;
  void start(kernel).catch(() => {});
}

async function collected(): Promise<ReadonlySet<string>> {
  for (let times = 0; times < 3; times++) {
    collect();
    await delay(5);
  }
  return gone;
}

/** A cell, and the name that it declares. */
type Sample = [what: string, code: string, name?: string];

const nothing: readonly Sample[] = [
  ["a number", "1 + 1"],
  ["data", "keep({ a: [1, 'two'] })"],
  ["a function that is over", "[1, 2].map((x) => x + 1)"],
  ["a function that was declared again", "function again() {}", "again"],
  ["an error whose stack was read", "(() => { const error = new Error('read'); keep(error.stack); keep(error) })()"],
  ["a failure", "throw new Error('nobody keeps it')"],
  ["an await that is over", "await Promise.resolve(1)"],
  ["a wait for what nobody can bring about", "keep(new Promise(() => {}).then(() => 1))"],
];
it.each(nothing)("%s leaves nothing", async (id, code, name) => {
  run(id, code, name === undefined ? [] : [name]);
  if (name !== undefined) run("a later cell", code, [name]);
  expect(await collected()).toContain(id);
});

const holders: readonly Sample[] = [
  ["a function", "keep((x: number) => x)"],
  ["a function in a function", "keep(() => () => 1); keep((() => { let n = 0; return () => n++ })())"],
  ["a declared function", "function declared() {}", "declared"],
  ["a method", "keep({ method() {} })"],
  ["a getter", "keep({ get value() { return 1 } })"],
  ["a class", "keep(class { x = 1 })"],
  ["an instance", "keep(new (class { x = 1 })())"],
  ["a bound function", "keep(((x: number) => x).bind(null, 1))"],
  ["a generator", "keep((function* () { yield 1 })())"],
  [
    "what waits for a promise",
    "const promise = new Promise(() => {}); keep(promise); promise.then(() => 1)",
    "promise",
  ],
  ["an await that does not end", "await new Promise((resolve) => keep(resolve))"],
  ["an error whose stack nobody has read", "keep(new Error('kept'))"],
  ["a timer", "keep(setTimeout(() => {}, 1e6))"],
];
it.each(holders)("%s keeps it", async (id, code, name) => {
  run(id, code, name === undefined ? [] : [name]);
  expect(await collected()).not.toContain(id);
});

it("they are told of in the order in which they ran", async () => {
  const ids = Array.from({ length: 50 }, (_, cell) => `in turn ${cell}`);
  for (const id of ids) run(id, "1 + 1", []);
  expect([...(await collected())].filter((id) => ids.includes(id))).toEqual(ids);
});

it("what was kept goes with its last holder", async () => {
  run("held", "keep(() => 1)", []);
  expect(await collected()).not.toContain("held");
  kept.length = 0;
  expect(await collected()).toContain("held");
});
