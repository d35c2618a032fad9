/**
 * Puts rows of keys in order, by radix: a stable pass for each byte of the keys, the lowest first. A pass in which all keys have the same
 * byte is left out. Short rows are sorted by insertion.
 */
import type { Order } from "../../../ir/kernel.ts";
import {
  type Code,
  call,
  choose,
  get,
  i32,
  type Local,
  load,
  local,
  loop,
  operation,
  type Statement,
  set,
  store,
  type Value,
} from "../module/code.ts";

/** Rows up to this length are sorted by insertion. */
const shortRow = 24;
/** Counts of the 256 values of each of 4 bytes. */
const countWords = 4 * 256;

/** Words of scratch memory that a step needs. */
export function orderScratch({ length }: Order): number {
  return length <= shortRow ? 0 : countWords + 2 * length;
}

/** The functions of a step, the one to call last. `scratch` is the buffer of its scratch memory, where it needs any. */
export function emitOrder(
  order: Order,
  name: string,
  bufferAddress: (buffer: number) => Value,
  scratch: number | undefined,
): readonly Code[] {
  const { rows, length } = order;
  const key = local("i32", "keys");
  const place = local("i32", "places");
  const row = local("i32", "row");
  const { parts, statements } =
    scratch === undefined
      ? { parts: [], statements: insertion(length, key, place) }
      : radix(name, length, key, place, bufferAddress(scratch));
  const body = [
    set(key, bufferAddress(order.keys)),
    set(place, bufferAddress(order.places)),
    set(row, i32(0)),
    loop(
      `row in 0 … ${rows}`,
      [...statements, step(key, 4 * length), step(place, 4 * length), step(row, 1)],
      operation("i32.ne", get(row), i32(rows)),
    ),
  ];
  return [...parts, { name, params: [], body }];
}

const plus = (x: Value, y: Value): Value => operation("i32.add", x, y);
const step = (variable: Local, by: number): Statement => set(variable, plus(get(variable), i32(by)));
const words = (x: Value): Value => operation("i32.shl", x, i32(2));
const wordAt = (address: Value, offset = 0): Value => load("i32.load", address, offset);

/** `body` for each of n > 0 values of a counter. */
function forEach(counter: Local, n: number, body: readonly Statement[]): Statement[] {
  const again = operation("i32.ne", get(counter), i32(n));
  return [set(counter, i32(0)), loop(`${counter.name} in 0 … ${n}`, [...body, step(counter, 1)], again)];
}

/** Moves each key down as long as the one below is larger. */
function insertion(length: number, keys: Local, places: Local): Statement[] {
  const i = local("i32", "i");
  const k = local("i32", "k");
  const at = local("i32", "at");
  const below = (): Value => wordAt(plus(get(keys), words(operation("i32.sub", get(at), i32(1)))));
  const isLarger = (): Value => operation("i32.gt_u", below(), get(k));
  // Below the first element there is nothing to load: `at` is asked first.
  const goesOn = local("i32", "goesOn");
  const ask: Statement[] = [set(goesOn, i32(0)), choose(get(at), [set(goesOn, isLarger())])];
  const moveUp = (array: Local): Statement => {
    const from = plus(get(array), words(operation("i32.sub", get(at), i32(1))));
    return store("i32.store", from, 4, wordAt(from));
  };
  return forEach(i, length, [
    set(k, wordAt(plus(get(keys), words(get(i))))),
    set(at, get(i)),
    ...ask,
    choose(get(goesOn), [loop("down", [moveUp(keys), moveUp(places), step(at, -1), ...ask], get(goesOn))]),
    store("i32.store", plus(get(keys), words(get(at))), 0, get(k)),
    store("i32.store", plus(get(places), words(get(at))), 0, get(i)),
  ]);
}

/**
 * The walks over a row are functions of their own, which are called for a part of it each time: engines run a new function slowly at first and
 * exchange it for an optimised one between two calls.
 */
function radix(
  name: string,
  length: number,
  keys: Local,
  places: Local,
  scratch: Value,
): { parts: readonly Code[]; statements: readonly Statement[] } {
  const counts = local("i32", "counts");
  const [fromKeys, fromPlaces, toKeys, toPlaces] = ["fromKeys", "fromPlaces", "toKeys", "toPlaces"].map((of) =>
    local("i32", of),
  ) as [Local, Local, Local, Local];
  const i = local("i32", "i");
  const k = local("i32", "k");
  const byte = local("i32", "byte");
  const at = local("i32", "at");
  const sum = local("i32", "sum");
  const count = countFunction(`${name}_count`);
  const move = moveFunction(`${name}_move`);
  /** Address of the counts of the present byte. */
  const ownCounts = plus(get(counts), operation("i32.shl", get(byte), i32(10)));
  const shift = operation("i32.shl", get(byte), i32(3));
  const starts: Statement[] = [
    set(sum, i32(0)),
    ...forEach(i, 256, [
      set(at, plus(ownCounts, words(get(i)))),
      set(k, wordAt(get(at))),
      store("i32.store", get(at), 0, get(sum)),
      set(sum, plus(get(sum), get(k))),
    ]),
  ];
  const swap = (a: Local, b: Local): Statement[] => [set(at, get(a)), set(a, get(b)), set(b, get(at))];
  const first = operation("i32.and", operation("i32.shr_u", wordAt(get(keys)), shift), i32(255));
  const isMixed = operation("i32.ne", wordAt(plus(ownCounts, words(first))), i32(length));
  const moved = [fromKeys, fromPlaces, toKeys, toPlaces].map(get);
  const statements = [
    set(counts, scratch),
    ...forEach(i, countWords, [store("i32.store", plus(get(counts), words(get(i))), 0, i32(0))]),
    ...inParts(length, (from, to) => call(count, [get(keys), get(places), get(counts), from, to])),
    set(fromKeys, get(keys)),
    set(fromPlaces, get(places)),
    set(toKeys, plus(get(counts), i32(4 * countWords))),
    set(toPlaces, plus(get(counts), i32(4 * (countWords + length)))),
    ...forEach(byte, 4, [
      choose(isMixed, [
        ...starts,
        ...inParts(length, (from, to) => call(move, [...moved, ownCounts, shift, from, to])),
        ...swap(fromKeys, toKeys),
        ...swap(fromPlaces, toPlaces),
      ]),
    ]),
    choose(
      operation("i32.ne", get(fromPlaces), get(places)),
      forEach(i, length, [
        store("i32.store", plus(get(places), words(get(i))), 0, wordAt(plus(get(fromPlaces), words(get(i))))),
      ]),
    ),
  ];
  return { parts: [count, move], statements };
}

/** Elements that a call walks over. */
const partLength = 1 << 14;

/** A statement for the parts of a row, one after the other, with the first element of each and the one behind its last. */
function inParts(length: number, body: (from: Value, to: Value) => Statement): Statement[] {
  const whole = Math.floor(length / partLength) * partLength;
  const rest = whole < length ? [body(i32(whole), i32(length))] : [];
  if (whole === 0) return rest;
  const from = local("i32", "from");
  return [
    set(from, i32(0)),
    loop(
      `parts of ${partLength}`,
      [body(get(from), plus(get(from), i32(partLength))), step(from, partLength)],
      operation("i32.ne", get(from), i32(whole)),
    ),
    ...rest,
  ];
}

const parameters = (...names: readonly string[]): Local[] => names.map((name) => local("i32", name));

/** Counts the bytes of keys, and writes the places they stand at. */
function countFunction(name: string): Code {
  const params = parameters("keys", "places", "counts", "i", "end");
  const [keys, places, counts, i, end] = params as [Local, Local, Local, Local, Local];
  const k = local("i32", "k");
  const at = local("i32", "at");
  const body = [
    set(k, wordAt(plus(get(keys), words(get(i))))),
    store("i32.store", plus(get(places), words(get(i))), 0, get(i)),
    ...[0, 1, 2, 3].flatMap((n): Statement[] => {
      const value = operation("i32.and", operation("i32.shr_u", get(k), i32(8 * n)), i32(255));
      return [
        set(at, plus(get(counts), words(value))),
        store("i32.store", get(at), 1024 * n, plus(wordAt(get(at), 1024 * n), i32(1))),
      ];
    }),
    step(i, 1),
  ];
  return { name, params, body: [loop("i < end", body, operation("i32.ne", get(i), get(end)))] };
}

/** Moves keys and places to where their byte belongs, and counts on from there. */
function moveFunction(name: string): Code {
  const params = parameters("fromKeys", "fromPlaces", "toKeys", "toPlaces", "counts", "shift", "i", "end");
  const [fromKeys, fromPlaces, toKeys, toPlaces, counts, shift, i, end] = params as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const k = local("i32", "k");
  const at = local("i32", "at");
  const to = local("i32", "to");
  const byte = operation("i32.and", operation("i32.shr_u", get(k), get(shift)), i32(255));
  const body = [
    set(k, wordAt(plus(get(fromKeys), words(get(i))))),
    set(at, plus(get(counts), words(byte))),
    set(to, wordAt(get(at))),
    store("i32.store", get(at), 0, plus(get(to), i32(1))),
    store("i32.store", plus(get(toKeys), words(get(to))), 0, get(k)),
    store("i32.store", plus(get(toPlaces), words(get(to))), 0, wordAt(plus(get(fromPlaces), words(get(i))))),
    step(i, 1),
  ];
  return { name, params, body: [loop("i < end", body, operation("i32.ne", get(i), get(end)))] };
}
