/** What the runtime needs of Node and of the machine. */
import { accessSync, constants, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { root } from "../paths.ts";
import { type Finding, fails, lacks, works } from "./finding.ts";
import { isCheckout, reinstall } from "./reinstall.ts";

/** The version of Node. */
export function node(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const note = `${version} on ${process.platform} ${process.arch}`;
  if (major > 20 || (major === 20 && minor >= 19)) return works("Node", note);
  return fails("Node", note, "install Node 20.19 or newer, from your system or with a version manager");
}

/** The folder of the package; of a checkout it must be writable, because it is built in place. */
export function folder(): Finding {
  if (!isCheckout) return works("package", root);
  try {
    accessSync(root, constants.W_OK);
    return works("project folder", root);
  } catch {
    return fails("project folder", `${root} cannot be written`, "copy it to a folder of yours");
  }
}

/** The native library of the protocol. */
export async function zeromq(): Promise<Finding> {
  try {
    const { Dealer, version } = await import("zeromq");
    new Dealer().close();
    return works("ZeroMQ", `libzmq ${version}`);
  } catch (error) {
    return fails(
      "ZeroMQ",
      `the package zeromq does not load: ${(error as Error).message.split("\n")[0]}`,
      "`npm rebuild zeromq` compiles it where there is no built one for this system (it needs CMake and a C++ compiler)",
    );
  }
}

/** The compiler of cells, whose version is fixed: the kernel uses parts of it that others do not have. */
export async function typescript(): Promise<Finding> {
  const { typescriptVersion: found } = await import("../../kernel/version.ts");
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const wanted: string = dependencies.typescript;
  if (found === wanted) return works("TypeScript", found);
  return fails("TypeScript", `${found}, but the kernel is made for ${wanted}`, `npm install typescript@${wanted}`);
}

/** A module whose one function uses a vector instruction, `i8x16.splat`. */
const vectorModule = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
  ...[1, 5, 1, 0x60, 0, 1, 0x7b], // type 0: () → v128
  ...[3, 2, 1, 0], // function 0: of type 0
  ...[10, 8, 1, 6, 0, 0x41, 0, 0xfd, 15, 0x0b], // its code: i32.const 0, i8x16.splat
]);

/** WebAssembly with what the backend uses of it. */
export function wasm(): Finding {
  const flags = `${process.execArgv.join(" ")} ${process.env.NODE_OPTIONS ?? ""}`.trim();
  const repair = flags ? `start Node without ${flags}` : "use a Node from nodejs.org";
  if (!WebAssembly.validate(vectorModule)) return fails("WebAssembly", "vectors (SIMD) are switched off", repair);
  try {
    new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  } catch (error) {
    return lacks("WebAssembly", `vectors, but no threads: ${(error as Error).message}`, repair);
  }
  return works("WebAssembly", `vectors, ${process.env.NNXLAB_THREADS ?? availableParallelism()} threads`);
}

/** The runtime, tried. */
export async function runtime(): Promise<Finding> {
  try {
    const { jnp } = await import("../../runtime/index.ts");
    const sum = Number(jnp.sum(jnp.arange(10)));
    return sum === 45 ? works("runtime", "sums 0 … 9 to 45") : fails("runtime", `sums 0 … 9 to ${sum}`, reinstall);
  } catch (error) {
    return fails("runtime", (error as Error).message, reinstall);
  }
}

/** A GPU. */
export async function webgpu(): Promise<Finding> {
  const { probeWebgpu } = await import("../../runtime/backends/webgpu/index.ts");
  const adapter = await probeWebgpu();
  if (!adapter) return lacks("WebGPU", "no adapter; the runtime uses WebAssembly, which is complete");
  const used = adapter.isFallbackAdapter
    ? "; it is software, so the runtime uses WebAssembly unless NNXLAB_BACKEND=webgpu says otherwise"
    : "";
  return works("WebGPU", `${adapter.description}${used}`);
}

/** Tried for real: a sandbox that is installed may still be forbidden, as user namespaces are on some systems. */
export async function sandbox(): Promise<Finding> {
  const { chooseIsolation } = await import("../../grader/sandbox/chooseIsolation.ts");
  const { level, name, about } = chooseIsolation().isolation;
  const note = `${name}: ${about}`;
  if (level === 2) return works("sandbox", note);
  return lacks("sandbox", note, "install bubblewrap and allow user namespaces before grading what others wrote");
}
