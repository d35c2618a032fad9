/** Flax NNX: modules with state, and transformations that keep it. The table of everything public. */
import "./show.ts";
import "./variableOperators.ts";

export * from "./activations.ts";
export { PARTITION_NAME, type TransformMetadata } from "./axisMetadata.ts";
export { type CaptureOptions, capture } from "./capture.ts";
export { type FromTorchOptions, fromTorch } from "./checkpoints/fromTorch.ts";
export { type LoadOptions, type LoadReport, load } from "./checkpoints/load.ts";
export { type SaveOptions, save } from "./checkpoints/save.ts";
export { Data, dataclass, type FieldDeclaration, type FieldValues, Static } from "./dataclass.ts";
export { Dict } from "./dict.ts";
export { type Displayed, display } from "./display.ts";
export { useEagerSharding, usingEagerSharding } from "./eagerSharding.ts";
export { EMA } from "./ema.ts";
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
export { asPure, asPure as pure } from "./graph/asPure.ts";
export { call, type PureCaller, type PureState } from "./graph/call.ts";
export { findDuplicates } from "./graph/findDuplicates.ts";
export { GraphDef } from "./graph/graphDef.ts";
export { GraphState, unpack } from "./graph/graphState.ts";
export { iterChildren, iterGraph } from "./graph/iterGraph.ts";
export { map, setMetadata } from "./graph/map.ts";
export { clone, merge } from "./graph/merge.ts";
export { MergeContext, mergeContext } from "./graph/mergeContext.ts";
export { pop } from "./graph/pop.ts";
export { recursiveMap } from "./graph/recursiveMap.ts";
export { flatten, graphdef, split, state, state as variables } from "./graph/split.ts";
export { SplitContext, splitContext } from "./graph/splitContext.ts";
export { type FromTreeOptions, fromTree, NodeStates, type ToTreeOptions, toTree } from "./graph/tree.ts";
export { unflatten } from "./graph/unflatten.ts";
export { update } from "./graph/update.ts";
export { currentUpdateContext, UpdateContext, updateContext } from "./graph/updateContext.ts";
export { type ViewOptions, view, viewInfo, withAttributes } from "./graph/view.ts";
export * as initializers from "./initializers.ts";
export type { Key, Path } from "./keyOrder.ts";
export { type AttentionMaskOptions, combineMasks, makeAttentionMask, makeCausalMask } from "./layers/attentionMasks.ts";
export { BatchNorm, type BatchNormCall, type BatchNormOptions } from "./layers/batchNorm.ts";
export { Bidirectional, type BidirectionalOptions } from "./layers/bidirectional.ts";
export { Conv, type ConvOptions } from "./layers/conv.ts";
export type { ConvPadding } from "./layers/convPadding.ts";
export { ConvTranspose, type ConvTransposeOptions } from "./layers/convTranspose.ts";
export { type AttentionOptions, dotProductAttention } from "./layers/dotProductAttention.ts";
export { Dropout, type DropoutCall, type DropoutOptions } from "./layers/dropout.ts";
export { Einsum, type EinsumOptions } from "./layers/einsum.ts";
export { Embed, type EmbedOptions } from "./layers/embed.ts";
export { GroupNorm, type GroupNormOptions } from "./layers/groupNorm.ts";
export { GRUCell } from "./layers/gruCell.ts";
export { InstanceNorm, type InstanceNormOptions } from "./layers/instanceNorm.ts";
export { LayerNorm, type LayerNormOptions } from "./layers/layerNorm.ts";
export { Linear, type LinearOptions } from "./layers/linear.ts";
export { LinearGeneral, type LinearGeneralOptions } from "./layers/linearGeneral.ts";
export { LoRA, type LoRAOptions, LoRAParam } from "./layers/lora.ts";
export { LoRALinear, type LoRALinearOptions } from "./layers/loraLinear.ts";
export { type LSTMCarry, LSTMCell } from "./layers/lstmCell.ts";
export {
  MultiHeadAttention,
  type MultiHeadAttentionCall,
  type MultiHeadAttentionOptions,
} from "./layers/multiHeadAttention.ts";
export type { NormOptions } from "./layers/normalization.ts";
export { OptimizedLSTMCell } from "./layers/optimizedLstmCell.ts";
export { avgPool, maxPool, minPool, type PoolArguments, type PoolOptions, pool } from "./layers/pool.ts";
export { PReLU, type PReLUOptions } from "./layers/prelu.ts";
export { RMSNorm, type RMSNormOptions } from "./layers/rmsNorm.ts";
export { RNN, type RNNCall, type RNNOptions, type RNNSettings } from "./layers/rnn.ts";
export { type CarryOptions, RNNCellBase, type RNNCellOptions } from "./layers/rnnCell.ts";
export { Sequential } from "./layers/sequential.ts";
export { SimpleCell, type SimpleCellOptions } from "./layers/simpleCell.ts";
export { SpectralNorm, type SpectralNormOptions } from "./layers/spectralNorm.ts";
export { WeightNorm, type WeightNormOptions } from "./layers/weightNorm.ts";
export { List } from "./list.ts";
export { type LogicalRules, logicalAxisRules } from "./logicalAxisRules.ts";
export * as metrics from "./metrics/index.ts";
export { Metric, MultiMetric } from "./metrics/index.ts";
export { iterModuleChildren, iterModules, Module } from "./module.ts";
export { NodeObject as Object } from "./object.ts";
export { ModelAndOptimizer, OptArray, Optimizer, OptState, OptVariable } from "./optimizer.ts";
export {
  asAbstract,
  asAbstract as abstractWithSharding,
  getAbstractModel,
  getNamedSharding,
  getPartitionSpec,
} from "./partitionSpecs.ts";
export { replaceByPureDict, restoreIntPaths } from "./pureDict.ts";
export { checkPytree, data, hasData, isData, markStatic as static, Pytree, registerDataType } from "./pytree.ts";
export {
  backupKeys,
  type ForkRngsOptions,
  forkRngs,
  type ReseedPolicy,
  RngBackups,
  reseed,
  restoreRngs,
  type SplitRngsOptions,
  splitRngs,
  type WithRngsOptions,
  withRngs,
} from "./rngHelpers.ts";
export { RngCount, RngKey, RngState, RngStream, type RngValue } from "./rngStream.ts";
export { Rngs } from "./rngs.ts";
export { type SowOptions, sow } from "./sow.ts";
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
export { type TabulateOptions, tabulate } from "./tabulate.ts";
export { TrainState, type TrainStateParts } from "./trainState.ts";
export { type AxesTree, type Axis, Carry, StateAxes } from "./transforms/axes.ts";
export { cachedPartial, jitPartial } from "./transforms/cachedPartial.ts";
export { checkify } from "./transforms/checkify.ts";
export { cond, switchBranches as switch } from "./transforms/choices.ts";
export { type CustomVjp, type CustomVjpOptions, customVjp } from "./transforms/customVjp.ts";
export { evalShape } from "./transforms/evalShape.ts";
export { DiffState, type GradOptions, grad, valueAndGrad } from "./transforms/grad.ts";
export { type GraphShardingTree, type JitOptions, type Jitted, jit } from "./transforms/jit.ts";
export { jvp, vjp } from "./transforms/jvp.ts";
export { type ForiLoop, foriLoop, whileLoop } from "./transforms/loops.ts";
export { makeJaxpr } from "./transforms/makeJaxpr.ts";
export { prefix } from "./transforms/prefix.ts";
export { type RematOptions, remat } from "./transforms/remat.ts";
export { type ScanOptions, scan } from "./transforms/scan.ts";
export { type GraphShardMapOptions, type GraphSpecTree, pmap, shardMap } from "./transforms/shardMap.ts";
export { type StateShard, StateSharding } from "./transforms/stateSharding.ts";
export { type TransformMetadataOptions, transformMetadata } from "./transforms/transformMetadata.ts";
export { type VmapOptions, vmap } from "./transforms/vmap.ts";
export { type Metadata, Variable } from "./variable.ts";
export { type AxisHook, type ValueHook, VariableMetadata, withMetadata, withPartitioning } from "./variableMetadata.ts";
export { registerVariableName, variableNameFromType, variableTypeFromName } from "./variableNames.ts";
export { BatchStat, Cache, Intermediate, Param, Perturbation } from "./variableTypes.ts";
