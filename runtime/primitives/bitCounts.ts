/** Bits counted: `populationCount clz`. */
import * as ir from "../ir/build.ts";
import { type Unary, unary } from "./elementwise.ts";

/** How many bits are 1. */
export const populationCount: Unary = unary({
  name: "populationCount",
  kinds: ["int", "uint"],
  compute: (x) => ir.unary("popcount", x),
});

/** How many bits before the highest 1 are 0; 32 for 0. */
export const clz: Unary = unary({ name: "clz", kinds: ["int", "uint"], compute: (x) => ir.unary("clz", x) });
