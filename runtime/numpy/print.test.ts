import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type DType, dtypes } from "../types/dtype.ts";
import { sizeOf } from "../types/shape.ts";
import { arrayRepr, arrayStr, type Printable } from "./print.ts";

interface Fixture {
  readonly dtype: DType;
  readonly shape: number[];
  readonly weak: boolean;
  readonly data: (number | boolean | string)[] | "hashed" | "powers" | "thirds" | "arange";
  readonly str: string;
  readonly repr: string;
}
interface KeyFixture {
  readonly shape: number[];
  readonly data: number[];
  readonly str: string;
  readonly repr: string;
}

// Made with real JAX by print.fixtures.py
const { arrays, keys } = JSON.parse(readFileSync(new URL("./print.fixtures.json", import.meta.url), "utf8")) as {
  arrays: Fixture[];
  keys: KeyFixture[];
};

const word = (i: number): number => Math.imul(i + 1, 2654435761) >>> 0;
const makers = {
  hashed: (i: number) => (word(i) / 2 ** 31 - 1) * 3,
  powers: (i: number) => 2 ** (i - 149),
  thirds: (i: number) => Number(word(i) % 3 === 0),
  arange: (i: number) => i,
};

function printable({ dtype, shape, weak, data }: Fixture): Printable {
  const host = new dtypes[dtype].HostArray(sizeOf(shape));
  for (let i = 0; i < host.length; i++) {
    host[i] =
      typeof data === "string"
        ? makers[data](i)
        : Number(String(data[i]).replace("inf", "Infinity").replace("true", "1").replace("false", "0"));
  }
  return { shape, dtype, weakType: weak, host };
}

test.each(
  arrays.map((fixture) => [fixture.str.slice(0, 40), fixture] as const),
)("arrayStr() and arrayRepr() of %s print as JAX", (_, fixture) => {
  const x = printable(fixture);
  expect(arrayStr(x)).toBe(fixture.str);
  expect(arrayRepr(x)).toBe(fixture.repr);
});

test("keys print their words as JAX", () => {
  for (const { shape, data, str, repr } of keys) {
    const x = { shape, dtype: "key<fry>", weakType: false, host: Uint32Array.from(data) } as const;
    expect(arrayStr(x)).toBe(str);
    expect(arrayRepr(x)).toBe(repr);
  }
});
