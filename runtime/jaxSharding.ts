/** Everything under the name `jax.sharding`. */
export { withShardingConstraint as reshard } from "./lax/index.ts";
export * from "./sharding/index.ts";
