/** `jax.debug`: looking into functions while they run, compiled ones too. */

export { inspectArraySharding } from "../inspectSharding.ts";
export { type VisualizeOptions, visualizeArraySharding, visualizeSharding } from "../visualizeSharding.ts";
export { breakpoint } from "./breakpoint.ts";
export { callback } from "./callback.ts";
export { log, print } from "./print.ts";
