import { jax } from "../../index.ts";
import { type BenchCase, repeated, sample } from "../benchCase.ts";
import { hashedArray } from "../hashedArray.ts";

/** One operation without `jit`: what a call costs. */
export const eagerAdd: BenchCase = {
  name: "eager-add",
  about: "one eager addition of two f32[1024]",
  kind: "time",
  make() {
    const [x, y] = [hashedArray([1024], 60), hashedArray([1024], 61)];
    return { first: () => sample(x.add(y)), run: repeated(() => x.add(y)) };
  },
};

/** One small program: what a call costs. */
export const jitCall: BenchCase = {
  name: "jit-call",
  about: "one call of a jitted x·2 + y on f32[1024]",
  kind: "time",
  make() {
    const [x, y] = [hashedArray([1024], 60), hashedArray([1024], 61)];
    const f = jax.jit((a: jax.Array, b: jax.Array) => a.mul(2).add(b));
    return { first: () => sample(f(x, y)), run: repeated(() => f(x, y)) };
  },
};
