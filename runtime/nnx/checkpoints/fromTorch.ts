import type { DeviceArray, JaxArray } from "../../core/array.ts";
import { printAval } from "../../types/aval.ts";
import { sameShape } from "../../types/shape.ts";
import { iterModules } from "../module.ts";
import type { Variable } from "../variable.ts";
import { readFile } from "./files.ts";
import { readSafetensors } from "./safetensors.ts";
import { arrayOfTensor } from "./tensorOf.ts";
import { insideOf, rulesOf, torchPlace } from "./torchRules.ts";

/** Options of `nnx.fromTorch`. */
export interface FromTorchOptions {
  /** PyTorch's name of a layer, for its path here (`encoder.layers.0`); default: the path itself, in snake case, without the `layers` of Sequential. */
  readonly rename?: (path: string) => string;
  /** Whether tensors and layers may be left over; default false. */
  readonly partial?: boolean;
}

/**
 * Loads the weights of a PyTorch model (`safetensors.torch.save_file(model.state_dict(), path)`) into a module of the same layers, in
 * place: names and the order of axes are translated.
 *
 *     Linear     weight [out, in]              →  kernel [in, out]
 *     Conv       weight [out, in, window…]     →  kernel [window…, in, out]
 *     ConvTranspose  weight [in, out, window…]  →  kernel [window…, in, out], its window turned round; with transposeKernel
 *                                                  [window…, out, in] as it is
 *     …Norm      weight, bias, running_mean, running_var  →  scale, bias, mean, var
 *     Embedding  weight                        →  embedding
 *     PReLU      weight [1]                    →  negativeSlope []
 *     LSTM       weight_ih_l0 [4·hidden, in], …  →  the gates of RNN(LSTMCell) or RNN(OptimizedLSTMCell); the biases' sum. A Sequential
 *                                                  of RNNs is `num_layers`, a Bidirectional `bidirectional`
 *     MultiheadAttention  in_proj_weight [3·d, d]  →  query, key, value [d, heads, d/heads]; out_proj  →  out
 *
 * @param node the module
 * @param source path of a safetensors file, or tensors by PyTorch's names
 * @param options see {@link FromTorchOptions}
 * @returns the module
 * @throws TypeError that lists what is missing, left over, or of another shape
 * @example
 * const model = new nnx.Sequential(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }));
 * nnx.fromTorch(model, { "0.weight": jnp.arange(6).astype("float32").reshape([3, 2]), "0.bias": jnp.zeros([3]) });
 * assertAllClose(model(jnp.array([[1, 0]])), [[0, 2, 4]]);
 */
export function fromTorch<M extends object>(
  node: M,
  source: string | Readonly<Record<string, JaxArray>>,
  options: FromTorchOptions = {},
): M {
  const { rename = (path) => path, partial = false } = options;
  const tensors = new Map(typeof source === "string" ? tensorsOf(source) : Object.entries(source));
  const left: Set<string> = new Set([...tensors.keys()].filter((name) => !name.endsWith("num_batches_tracked")));
  const problems: string[] = [];
  const loaded: [Variable, JaxArray][] = [];
  const modules = [...iterModules(node)];
  const inside = new Set(modules.flatMap(([, module]) => insideOf(module)));
  for (const [path, module] of modules) {
    if (inside.has(module)) continue;
    const { path: torchPath, suffix } = torchPlace(node, path);
    const place = rename(torchPath);
    for (const { names, variable, translate } of rulesOf(module, suffix)) {
      const keys = names.map((name) => (place === "" ? name : `${place}.${name}`));
      const missing = keys.filter((key) => !tensors.has(key));
      problems.push(
        ...missing
          .filter((key) => !problems.some((line) => line.startsWith(`missing    ${key},`)))
          .map((key) => `missing    ${key}, for a ${module.constructor.name}`),
      );
      if (missing.length > 0) continue;
      for (const key of keys) left.delete(key);
      const array = translate(...keys.map((key) => tensors.get(key)!));
      if (sameShape(array.shape, variable.shape)) loaded.push([variable, array]);
      else
        problems.push(
          `differs    ${keys.join(" + ")}: it becomes ${printAval(array.aval)}, the module has ${printAval(variable.aval)}`,
        );
    }
  }
  for (const key of left) problems.push(`left over  ${key}`);
  const fatal = partial ? problems.filter((line) => line.startsWith("differs")) : problems;
  if (fatal.length > 0) {
    throw new TypeError(
      `Cannot load from PyTorch: ${fatal.length} name${fatal.length === 1 ? " does" : "s do"} not fit; { rename } translates names of layers, { partial: true } leaves out\n` +
        fatal.map((line) => `  ${line}`).join("\n"),
    );
  }
  for (const [variable, array] of loaded) variable.setRawValue(array);
  return node;
}

function tensorsOf(path: string): [string, DeviceArray][] {
  return [...readSafetensors(readFile(path), path).tensors].map(([name, tensor]) => [
    name,
    arrayOfTensor(tensor, name),
  ]);
}
