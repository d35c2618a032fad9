/** Flax NNX: modules with state, and transformations that keep it. The table of everything public. */
import "./show.ts";
import "./variableOperators.ts";

export * from "./activations.ts";
export { Dict } from "./dict.ts";
export { TraceContextError } from "./errors.ts";
export {
  All,
  Any,
  Everything,
  type Filter,
  Not,
  Nothing,
  OfType,
  PathContains,
  PathIn,
  type Predicate,
  toPredicate,
  WithTag,
} from "./filters.ts";
export { FlatState } from "./flatState.ts";
export { asPure } from "./graph/asPure.ts";
export { GraphDef } from "./graph/graphDef.ts";
export { iterChildren, iterGraph } from "./graph/iterGraph.ts";
export { clone, merge } from "./graph/merge.ts";
export { pop } from "./graph/pop.ts";
export { flatten, graphdef, split, state, state as variables } from "./graph/split.ts";
export { update } from "./graph/update.ts";
export * as initializers from "./initializers.ts";
export type { Key, Path } from "./keyOrder.ts";
export { Linear, type LinearOptions } from "./layers/linear.ts";
export { Sequential } from "./layers/sequential.ts";
export { List } from "./list.ts";
export { iterModules, Module } from "./module.ts";
export { ModelAndOptimizer, OptArray, Optimizer, OptState, OptVariable } from "./optimizer.ts";
export { data, isData, markStatic as static, Pytree } from "./pytree.ts";
export { RngCount, RngKey, RngState, RngStream, type RngValue } from "./rngStream.ts";
export { Rngs } from "./rngs.ts";
export {
  filterState,
  fromFlatState,
  mapState,
  mergeState,
  State,
  splitState,
  toFlatState,
  toPureDict,
} from "./state.ts";
export { DiffState, type GradOptions, grad, valueAndGrad } from "./transforms/grad.ts";
export { type JitOptions, type Jitted, jit } from "./transforms/jit.ts";
export { type Metadata, Variable } from "./variable.ts";
export { BatchStat, Cache, Intermediate, Param, Perturbation } from "./variableTypes.ts";
