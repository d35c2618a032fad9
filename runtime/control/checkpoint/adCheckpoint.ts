/** `jax.adCheckpoint`: names for values, which policies of `jax.checkpoint` ask for. */
export { checkpoint } from "./checkpoint.ts";
export { checkpointName } from "./checkpointName.ts";
