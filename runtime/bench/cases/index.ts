/** Every benchmark case, in the order of the table. */
import type { BenchCase } from "../benchCase.ts";
import { eagerAdd, jitCall } from "./calls.ts";
import { conv, convGradient } from "./convolution.ts";
import { chain, tanhExp } from "./elementwise.ts";
import { manyVariables } from "./manyVariables.ts";
import { matmuls } from "./matmul.ts";
import { memory } from "./memory.ts";
import { mlp } from "./mlp.ts";
import { layerNorm, rowSums, softmax, sum } from "./reductions.ts";
import { scanGru } from "./scanGru.ts";
import { slideFirst } from "./slideFirst.ts";
import { slideQueued } from "./slideQueued.ts";
import { slideStep } from "./slideStep.ts";
import { trainings } from "./trainings.ts";

/** See `BenchCase`. */
export const benchCases: readonly BenchCase[] = [
  slideStep,
  slideQueued,
  slideFirst,
  mlp,
  ...matmuls,
  chain,
  tanhExp,
  sum,
  rowSums,
  softmax,
  layerNorm,
  conv,
  convGradient,
  scanGru,
  ...trainings,
  eagerAdd,
  jitCall,
  manyVariables,
  memory,
];
