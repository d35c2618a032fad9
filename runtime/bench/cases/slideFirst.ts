import type { BenchCase } from "../benchCase.ts";
import { slideStep } from "./slideStep.ts";

/** The first step of slide 12 in a fresh process. */
export const slideFirst: BenchCase = {
  ...slideStep,
  name: "slide-first",
  about: "first call of the same step in a fresh process: trace, compile, run, read",
  kind: "first",
};
