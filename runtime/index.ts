/**
 * The public door, and the only file that joins the front half (which makes jaxprs) to the back half (which runs them).
 *
 *     import { jax, jnp, lax, nnx, optax, random, tree } from "nnxlab";
 */
import { joinHalves } from "./execute/join.ts";

joinHalves();

export * as jax from "./jax.ts";
export * as lax from "./lax/index.ts";
export * as nnx from "./nnx/index.ts";
export * as jnp from "./numpy/index.ts";
export * as optax from "./optax/index.ts";
export * as random from "./random/index.ts";
export * as tree from "./tree/index.ts";
