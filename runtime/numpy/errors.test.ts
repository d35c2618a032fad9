import { describe, expect, test } from "vitest";
import "../index.ts";
import { jit } from "../control/jit.ts";
import type { JaxArray } from "../core/array.ts";
import * as jnp from "./index.ts";

const f34 = jnp.zeros([3, 4]);
const f43 = jnp.zeros([4, 3]);

describe("errors name the action, the operands and what to do", () => {
  test.each<[() => unknown, RegExp | string]>([
    [() => jnp.add(f34, f43), "Cannot add f32[3,4] and f32[4,3]: axis 0 must match or be 1, got 3 and 4"],
    [
      () => jnp.multiply(f34, jnp.zeros([3])),
      "Cannot multiply f32[3,4] and f32[3]: axis -1 must match or be 1, got 4 and 3",
    ],
    [
      () => jnp.add([1, 2] as never, 1),
      "Cannot add a list: operands must be arrays, numbers or booleans; make an array of it with jnp.array(list)",
    ],
    [() => jnp.add("1" as never, 1), "Cannot add a string: operands must be arrays, numbers or booleans"],
    [
      () => jnp.zeros([2], { dtype: "float64" as never }),
      `Cannot use "float64" as a dtype: there are "float32", "float16", "bfloat16", "int32", "int16", "int8"`,
    ],
    [() => jnp.zeros([2.5]), "Cannot make zeros of shape [2.5]: sizes must be whole numbers ≥ 0"],
    [
      () => jnp.matmul(f34, f34),
      "Cannot matmul f32[3,4] and f32[3,4]: axis 1 of the first must match axis 0 of the second, got 4 and 3",
    ],
    [() => jnp.matmul(f34, 2), /scalars have no axis to sum over; use x\.mul\(y\)/],
    [() => jnp.sum(f34, { axis: 2 }), "Cannot sum along axis 2: the array has the axes -2 … 1"],
    [() => jnp.sum(f34, { axis: [0, 0] }), "Cannot sum along axes [0,0]: an axis is named twice"],
    [() => jnp.max(jnp.zeros([0])), /Cannot take the maximum of f32\[0\]: axis 0 has no element; give `initial`/],
    [() => jnp.sum(f34, { where: f34 }), /`where` must be bool; compare, as in x\.greater\(0\)/],
    [() => jnp.reshape(f34, [5, -1]), "Cannot reshape f32[3,4] to [5,-1]: its 12 elements cannot be divided by 5"],
    [() => jnp.reshape(f34, [-1, -1]), "Cannot reshape f32[3,4] to [-1,-1]: only one size may be -1"],
    [
      () => jnp.array([[1, 2], [3]]),
      "Cannot make an array of uneven lists: list[1] has 1 items where the items before it have 2",
    ],
    [() => jnp.array([1, "2" as never]), "Cannot make an array: list[1] is a string, not a number or array"],
    [() => jnp.array([2 ** 31, 1], { dtype: "int32" }), /Cannot make an int32 of 2147483648/],
    [() => jnp.stack([f34, f43]), "Cannot stack f32[3,4] and f32[4,3]: shapes must be equal"],
    [() => jnp.concatenate([]), "Cannot concatenate no arrays: give at least one"],
    [() => jnp.split(f34, 3, { axis: 1 }), "Cannot split f32[3,4] along axis 1 into 3 equal parts: its size is 4"],
    [
      () => jnp.einsum("ij,jk->ik", f34, f34),
      /Cannot einsum "ij,jk->ik" of f32\[3,4\] and f32\[3,4\]: "j" has the sizes 4 and 3/,
    ],
    [() => jnp.einsum("ijk->i", f34), /it needs a letter for each of its 2 axes/],
    [() => jnp.transpose(f34, { axes: [0] }), "Cannot transpose f32[3,4] by [0]: name each of its 2 axes once"],
    [() => jnp.arange(0, 5, 0), "Cannot count from 0 to 5 in steps of 0: the step must not be 0"],
    [() => jnp.var(f34, { ddof: 1, correction: 1 }), /both `ddof` and `correction`/],
    [() => jit((x: JaxArray) => jnp.arange(x))(3), /Cannot count to a traced int32/],
    [() => jit((x: JaxArray) => x.tolist() as never)(f34), /Cannot list the numbers of a traced f32\[3,4\]/],
    [() => jnp.broadcastTo(f34, [2, 4]), "Cannot broadcast f32[3,4] to [2,4]: axis 0 must be 1 or 2, got 3"],
    [() => jnp.power(jnp.array([2]), -1), /integers have no negative powers/],
    [() => jnp.take(f34, 0.5), /positions must be integers/],
  ])("%s", (run, message) => {
    expect(run).toThrow(message);
    try {
      run();
    } catch (error) {
      expect((error as Error).message).toMatch(/^[A-Z]/);
      expect((error as Error).message).not.toMatch(/\.$/);
    }
  });
});
