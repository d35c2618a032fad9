import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jnp, random } from "../index.ts";

type Case = readonly [
  name: "uniform" | "normal" | "randint",
  dtype: "float16" | "bfloat16" | "int8",
  options: { readonly minval: number; readonly maxval: number },
  numbers: number[],
];

// Printed by real JAX, by narrow.fixtures.py
const cases = JSON.parse(readFileSync(new URL("./narrow.fixtures.json", import.meta.url), "utf8")) as Case[];
const key = random.key(7);

test.each(cases)("%s as %s with %j", (name, dtype, options, numbers) => {
  const shape = [numbers.length];
  const drawn =
    name === "randint"
      ? random.randint({ key, shape, dtype, ...options })
      : random[name](key, shape, { dtype, ...options });
  expect(drawn.dtype).toBe(dtype);
  const got = drawn.astype(name === "randint" ? "int32" : "float32").tolist();
  if (name !== "normal") return expect(got).toEqual(numbers);
  // the inverse of the error function is within one unit of the dtype
  const unit = dtype === "float16" ? 2 ** -10 : 2 ** -7;
  expect(
    Number(
      jnp.max(
        jnp.abs(
          jnp
            .array(got as number[])
            .sub(jnp.array(numbers))
            .div(jnp.array(numbers)),
        ),
      ),
    ),
  ).toBeLessThan(unit);
});
