/**
 * The public door, and the only file that joins the front half (which makes jaxprs) to the back half (which runs them).
 *
 *     import { jax, jnp, lax, nnx, optax, random, tree, sharding, Mesh, NamedSharding, P } from "nnxlab";
 */
import "./cards/index.ts";
import { joinHalves } from "./execute/join.ts";

joinHalves();

export * as jax from "./jax.ts";
export * as sharding from "./jaxSharding.ts";
export * as lax from "./lax/index.ts";
export * as nnx from "./nnx/index.ts";
export * as jnp from "./numpy/index.ts";
export * as optax from "./optax/index.ts";
export * as random from "./random/index.ts";
export { Mesh, NamedSharding, PartitionSpec as P } from "./sharding/index.ts";
export * as tree from "./tree/index.ts";
