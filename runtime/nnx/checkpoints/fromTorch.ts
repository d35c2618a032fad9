import type { DeviceArray, JaxArray } from "../../core/array.ts";
import { flip, squeeze, transpose } from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import { sameShape } from "../../types/shape.ts";
import type { Path } from "../keyOrder.ts";
import { BatchNorm } from "../layers/batchNorm.ts";
import { Conv } from "../layers/conv.ts";
import { ConvTranspose } from "../layers/convTranspose.ts";
import { Embed } from "../layers/embed.ts";
import { GroupNorm } from "../layers/groupNorm.ts";
import { LayerNorm } from "../layers/layerNorm.ts";
import { Linear } from "../layers/linear.ts";
import { PReLU } from "../layers/prelu.ts";
import { RMSNorm } from "../layers/rmsNorm.ts";
import { Sequential } from "../layers/sequential.ts";
import { iterModules, type ModuleBase } from "../module.ts";
import type { Variable } from "../variable.ts";
import { readFile } from "./files.ts";
import { readSafetensors } from "./safetensors.ts";
import { arrayOfTensor } from "./tensorOf.ts";

/** Options of `nnx.fromTorch`. */
export interface FromTorchOptions {
  /** PyTorch's name of a layer, for its path here (`encoder.layers.0`); default: the path itself, in snake case, without the `layers` of Sequential. */
  readonly rename?: (path: string) => string;
  /** Whether tensors and layers may be left over; default false. */
  readonly partial?: boolean;
}

/** How a layer's Variables are called in PyTorch, and how a tensor of theirs, of the rank that `rank` names, becomes ours. */
interface Rule extends Partial<Translation> {
  readonly name: string;
  readonly variable: Variable | null;
}

interface Translation {
  readonly rank: number;
  readonly translate: (tensor: JaxArray) => JaxArray;
}

/** Axis k of ours is axis `axes[k]` of theirs. */
function turned(...axes: readonly number[]): Translation {
  return { rank: axes.length, translate: (tensor) => transpose(tensor, { axes }) };
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
  const left = new Set([...tensors.keys()].filter((name) => !name.endsWith("num_batches_tracked")));
  const problems: string[] = [];
  const loaded: [Variable, JaxArray][] = [];
  const sequences = new Set<unknown>();
  for (const [, module] of iterModules(node)) if (module instanceof Sequential) sequences.add(module.layers);
  for (const [path, module] of iterModules(node)) {
    const place = rename(torchPath(node, path, sequences));
    for (const { name, variable, rank, translate } of rulesOf(module)) {
      if (variable === null) continue;
      const key = place === "" ? name : `${place}.${name}`;
      const tensor = tensors.get(key);
      if (!tensor) {
        problems.push(`missing    ${key}, for a ${module.constructor.name}`);
        continue;
      }
      left.delete(key);
      const array = translate && rank === tensor.ndim ? translate(tensor) : tensor;
      if (sameShape(array.shape, variable.shape)) loaded.push([variable, array]);
      else
        problems.push(
          `differs    ${key}: it becomes ${printAval(array.aval)}, the module has ${printAval(variable.aval)}`,
        );
    }
  }
  for (const key of left) problems.push(`left over  ${key}`);
  const fatal = partial ? problems.filter((line) => line.startsWith("differs")) : problems;
  if (fatal.length > 0) {
    throw new TypeError(
      `Cannot load from PyTorch: ${fatal.length} names do not fit; { rename } translates names of layers, { partial: true } leaves out\n` +
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

/** `encoder.layers.0.fooBar` → `encoder.0.foo_bar`, where `layers` is that of a Sequential. */
function torchPath(root: object, path: Path, sequences: ReadonlySet<unknown>): string {
  const names: string[] = [];
  let at: unknown = root;
  for (const key of path) {
    at = (at as Record<string | number, unknown>)[key];
    if (!sequences.has(at)) names.push(String(key).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  }
  return names.join(".");
}

function rulesOf(module: ModuleBase): readonly Rule[] {
  if (module instanceof Linear) {
    return [
      { name: "weight", variable: module.kernel, ...turned(1, 0) },
      { name: "bias", variable: module.bias as Variable | null },
    ];
  }
  if (module instanceof Conv || module instanceof ConvTranspose) {
    return [
      { name: "weight", variable: module.kernel, ...convolutionRule(module) },
      { name: "bias", variable: module.bias },
    ];
  }
  if (module instanceof Embed) return [{ name: "weight", variable: module.embedding }];
  if (module instanceof PReLU) {
    const translate = (tensor: JaxArray): JaxArray => (tensor.size === 1 ? squeeze(tensor) : tensor);
    return [{ name: "weight", variable: module.negativeSlope, rank: 1, translate }];
  }
  if (module instanceof RMSNorm) return [{ name: "weight", variable: module.scale }];
  if (module instanceof LayerNorm || module instanceof GroupNorm || module instanceof BatchNorm) {
    const running: Rule[] =
      module instanceof BatchNorm
        ? [
            { name: "running_mean", variable: module.mean },
            { name: "running_var", variable: module.var },
          ]
        : [];
    return [{ name: "weight", variable: module.scale }, { name: "bias", variable: module.bias }, ...running];
  }
  return [];
}

/** A transposed convolution is the gradient of one in PyTorch, which turns the window round; Flax does so only with `transposeKernel`. */
function convolutionRule(module: Conv | ConvTranspose): Translation {
  const window = module.kernelSize.map((_, k) => k + 2);
  if (module instanceof Conv || module.transposeKernel) return turned(...window, 1, 0);
  const { rank, translate } = turned(...window, 0, 1);
  return { rank, translate: (tensor) => flip(translate(tensor), { axis: module.kernelSize.map((_, k) => k) }) };
}
