/** `jax.experimental`: what JAX may still change. */
export * as checkify from "./control/checkify/checkify.ts";
