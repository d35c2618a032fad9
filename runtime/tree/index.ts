/** `jax.tree`: work on pytrees. */
export { flatten, flattenWithPath, type LeafOptions, leaves, leavesWithPath, structure, unflatten } from "./flatten.ts";
export { map, mapWithPath } from "./map.ts";
export { all, reduce } from "./reduce.ts";
export { broadcast, transpose } from "./transpose.ts";
