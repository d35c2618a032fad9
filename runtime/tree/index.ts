/** `jax.tree`: work on pytrees. */
export {
  flatten,
  flattenWithPath,
  type LeafOptions,
  leaves,
  leavesWithPath,
  type PathOptions,
  structure,
  unflatten,
} from "./flatten.ts";
export { map, mapWithPath } from "./map.ts";
export { all, reduce, reduceAssociative } from "./reduce.ts";
export { broadcast, transpose } from "./transpose.ts";
