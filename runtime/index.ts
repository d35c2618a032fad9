/**
 * The public door, and the only file that joins the front half (which makes jaxprs) to the back half (which runs them).
 *
 *     import { jax, jnp, lax, nnx, optax, random, tree } from "nnxlab";
 */
import { createWebgpuBackend, probeWebgpu } from "./backends/webgpu/index.ts";
import { registerBackend } from "./execute/backends.ts";
import { joinHalves } from "./execute/join.ts";

joinHalves();
// The one backend that needs Node; it is the default where there is a real GPU, and nothing starts before its first use.
registerBackend(
  "webgpu",
  () => createWebgpuBackend(),
  () => probeWebgpu()?.isFallbackAdapter === false,
);

export * as jax from "./jax.ts";
export * as lax from "./lax/index.ts";
export * as jnp from "./numpy/index.ts";
export * as optax from "./optax/index.ts";
export * as tree from "./tree/index.ts";
