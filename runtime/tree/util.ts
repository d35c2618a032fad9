/** `jax.treeUtil`: registration of classes as pytree nodes, structures and paths. */
export {
  DictKey,
  FlattenedIndexKey,
  GetAttrKey,
  type KeyEntry,
  type KeyPath,
  keystr,
  SequenceKey,
} from "../types/keyPath.ts";
export {
  NamedTuple,
  type NodeType,
  registerDataclass,
  registerPytreeNode,
  TreeDef as PyTreeDef,
} from "../types/pytree.ts";
export {
  all as treeAll,
  broadcast as treeBroadcast,
  flatten as treeFlatten,
  flattenWithPath as treeFlattenWithPath,
  leaves as treeLeaves,
  leavesWithPath as treeLeavesWithPath,
  map as treeMap,
  mapWithPath as treeMapWithPath,
  reduce as treeReduce,
  reduceAssociative as treeReduceAssociative,
  structure as treeStructure,
  transpose as treeTranspose,
  unflatten as treeUnflatten,
} from "./index.ts";
export {
  allLeaves,
  flattenOneLevel,
  flattenOneLevelWithKeys,
  treedefChildren,
  treedefIsLeaf,
  treedefTuple,
} from "./oneLevel.ts";
export { Partial } from "./partial.ts";
export {
  isTreeNode,
  type PytreeClass,
  type PytreeWithKeysClass,
  registerPytreeNodeClass,
  registerPytreeWithKeys,
  registerPytreeWithKeysClass,
  registerStatic,
} from "./register.ts";
