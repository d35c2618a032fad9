/** `jax.debug`: looking into functions while they run, compiled ones too. */
export { breakpoint } from "./breakpoint.ts";
export { callback } from "./callback.ts";
export { log, print } from "./print.ts";
