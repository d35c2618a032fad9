/** `jax.treeUtil`: registration of classes as pytree nodes, structures and paths. */
export {
  type KeyEntry,
  type KeyPath,
  keystr,
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
  structure as treeStructure,
  transpose as treeTranspose,
  unflatten as treeUnflatten,
} from "./index.ts";
