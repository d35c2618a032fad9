/** Eight logical devices of wasm, and a mesh of them: for the tests of the file that imports this. */
import { setDefaultBackend } from "../execute/backends.ts";
import { jax } from "../index.ts";

setDefaultBackend("wasm");
jax.config.update("numDevices", 8);

/** Four by two, cut by the compiler. */
export const mesh: jax.sharding.Mesh = jax.makeMesh([4, 2], ["data", "model"], { axisTypes: ["Auto", "Auto"] });
