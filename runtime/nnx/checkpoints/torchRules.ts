/**
 * What PyTorch calls the parameters of a layer, and how they become ours. One of ours may be made of several of theirs (the two biases of
 * an LSTM), or of a part of one (the projections of attention).
 */
import type { JaxArray } from "../../core/array.ts";
import { add, flip, reshape, split, squeeze, transpose } from "../../numpy/index.ts";
import type { Path } from "../keyOrder.ts";
import { BatchNorm } from "../layers/batchNorm.ts";
import { Bidirectional } from "../layers/bidirectional.ts";
import { Conv } from "../layers/conv.ts";
import { ConvTranspose } from "../layers/convTranspose.ts";
import { Embed } from "../layers/embed.ts";
import { GroupNorm } from "../layers/groupNorm.ts";
import { LayerNorm } from "../layers/layerNorm.ts";
import { Linear } from "../layers/linear.ts";
import type { LinearGeneral } from "../layers/linearGeneral.ts";
import { LSTMCell } from "../layers/lstmCell.ts";
import { MultiHeadAttention } from "../layers/multiHeadAttention.ts";
import { OptimizedLSTMCell } from "../layers/optimizedLstmCell.ts";
import { PReLU } from "../layers/prelu.ts";
import { RMSNorm } from "../layers/rmsNorm.ts";
import { RNN } from "../layers/rnn.ts";
import { Sequential } from "../layers/sequential.ts";
import type { ModuleBase } from "../module.ts";
import type { Variable } from "../variable.ts";

/** One of our Variables, and the tensors it is made of. */
export interface Rule {
  readonly names: readonly string[];
  readonly variable: Variable;
  /** Makes ours of theirs; tensors of another rank than they should have may be given back as they are. */
  readonly translate: (...tensors: JaxArray[]) => JaxArray;
}

/** The rules of a layer, without those whose Variable is null. `suffix` is what PyTorch appends to names of recurrent layers. */
export function rulesOf(module: ModuleBase, suffix: string): readonly Rule[] {
  return parametersOf(module, suffix).flatMap(([variable, names, translate = same]) =>
    variable ? [{ variable, names: typeof names === "string" ? [names] : names, translate }] : [],
  );
}

/** Layers inside a layer whose parameters that layer's own rules load. */
export function insideOf(module: ModuleBase): readonly unknown[] {
  if (module instanceof OptimizedLSTMCell) return [module.denseI, module.denseH];
  if (module instanceof LSTMCell) return [...inputsOf(module), ...statesOf(module)];
  return [];
}

type Parameter = readonly [
  variable: Variable | null | undefined,
  names: string | readonly string[],
  translate?: Rule["translate"],
];

function same(tensor: JaxArray): JaxArray {
  return tensor;
}

/** Axis k of ours is axis `axes[k]` of theirs. */
function turned(...axes: readonly number[]): Rule["translate"] {
  return (tensor) => (tensor!.ndim === axes.length ? transpose(tensor!, { axes }) : tensor!);
}

function parametersOf(module: ModuleBase, suffix: string): readonly Parameter[] {
  if (module instanceof Linear) {
    return [
      [module.kernel, "weight", turned(1, 0)],
      [module.bias as Variable | null, "bias"],
    ];
  }
  if (module instanceof Conv || module instanceof ConvTranspose) {
    return [
      [module.kernel, "weight", windowTurned(module)],
      [module.bias, "bias"],
    ];
  }
  if (module instanceof Embed) return [[module.embedding, "weight"]];
  if (module instanceof PReLU)
    return [[module.negativeSlope, "weight", (tensor) => (tensor!.size === 1 ? squeeze(tensor!) : tensor!)]];
  if (module instanceof RMSNorm) return [[module.scale, "weight"]];
  if (module instanceof LayerNorm || module instanceof GroupNorm || module instanceof BatchNorm) {
    const own: Parameter[] = [
      [module.scale, "weight"],
      [module.bias, "bias"],
    ];
    if (!(module instanceof BatchNorm)) return own;
    return [...own, [module.mean, "running_mean"], [module.var, "running_var"]];
  }
  if (module instanceof OptimizedLSTMCell || module instanceof LSTMCell) return lstmParameters(module, suffix);
  if (module instanceof MultiHeadAttention) return attentionParameters(module);
  return [];
}

/** A transposed convolution is the gradient of one in PyTorch, which turns the window round; Flax does so only with `transposeKernel`. */
function windowTurned(module: Conv | ConvTranspose): Rule["translate"] {
  const window = module.kernelSize.map((_, k) => k + 2);
  if (module instanceof Conv || module.transposeKernel) return turned(...window, 1, 0);
  const turn = turned(...window, 0, 1);
  return (tensor) =>
    tensor!.ndim === window.length + 2 ? flip(turn(tensor!), { axis: module.kernelSize.map((_, k) => k) }) : tensor!;
}

/** Gates in the order input, forget, cell, output, one below the other; two biases, of which the sum counts. */
function lstmParameters(cell: OptimizedLSTMCell | LSTMCell, suffix: string): readonly Parameter[] {
  const [ofInput, ofState] = [`weight_ih${suffix}`, `weight_hh${suffix}`];
  const biases = [`bias_ih${suffix}`, `bias_hh${suffix}`];
  const sum = (a: JaxArray, b: JaxArray): JaxArray => add(a, b);
  if (cell instanceof OptimizedLSTMCell) {
    return [
      [cell.denseI.kernel, ofInput, turned(1, 0)],
      [cell.denseH.kernel, ofState, turned(1, 0)],
      [cell.denseH.bias, biases, sum as Rule["translate"]],
    ];
  }
  const gate = (k: number, translate: Rule["translate"]): Rule["translate"] => {
    return (...tensors) => split(translate(...tensors), 4, { axis: -1 })[k]!;
  };
  return [
    ...inputsOf(cell).map((linear, k): Parameter => [linear.kernel, ofInput, gate(k, turned(1, 0))]),
    ...statesOf(cell).flatMap((linear, k): Parameter[] => [
      [linear.kernel, ofState, gate(k, turned(1, 0))],
      [linear.bias, biases, gate(k, sum as Rule["translate"])],
    ]),
  ];
}

function inputsOf(cell: LSTMCell): Linear<boolean>[] {
  return [cell.ii, cell.if_, cell.ig, cell.io];
}

function statesOf(cell: LSTMCell): Linear[] {
  return [cell.hi, cell.hf, cell.hg, cell.ho];
}

/** Query, key and value one below the other: rows are heads, and within a head its features. */
function attentionParameters(attention: MultiHeadAttention): readonly Parameter[] {
  const third = (k: number, layer: LinearGeneral, isKernel: boolean): Rule["translate"] => {
    return (tensor) => {
      if (tensor!.shape[0]! % 3 !== 0) return tensor!;
      const part = split(tensor!, 3)[k]!;
      const { shape } = isKernel ? layer.kernel : layer.bias!;
      if (part.size !== shape.reduce((product, n) => product * n, 1)) return part;
      return reshape(isKernel ? transpose(part) : part, shape);
    };
  };
  const { kernel } = attention.out;
  return [
    ...[attention.query, attention.key, attention.value].flatMap((layer, k): Parameter[] => [
      [layer.kernel, "in_proj_weight", third(k, layer, true)],
      [layer.bias, "in_proj_bias", third(k, layer, false)],
    ]),
    [
      kernel,
      "out_proj.weight",
      (tensor) => (tensor!.size === kernel.size ? reshape(transpose(tensor!), kernel.shape) : tensor!),
    ],
    [attention.out.bias, "out_proj.bias"],
  ];
}

/** Where PyTorch has a layer: its name, and what is appended to the parameters' names of recurrent layers. */
export interface TorchPlace {
  readonly path: string;
  readonly suffix: string;
}

/**
 * `encoder.layers.0.fooBar` → `encoder.0.foo_bar`, where `layers` is that of a Sequential. A recurrent layer is one module in PyTorch: the
 * `cell` of an RNN, the RNNs of a Bidirectional, and a Sequential of nothing else are numbers in the names of its parameters.
 */
export function torchPlace(root: object, path: Path): TorchPlace {
  const names: string[] = [];
  let at: unknown = root;
  let isStack = false;
  let [layer, direction, isInside] = [0, "", false];
  for (const key of path) {
    const holder = at;
    at = (at as Record<string | number, unknown>)[key];
    if (holder instanceof Sequential && key === "layers") {
      isStack = [...holder.layers].every((child) => child instanceof RNN || child instanceof Bidirectional);
      continue;
    }
    if (holder instanceof Bidirectional && (key === "forwardRnn" || key === "backwardRnn")) {
      direction = key === "backwardRnn" ? "_reverse" : "";
    } else if (holder instanceof RNN && key === "cell") isInside = true;
    else if (isStack && typeof key === "number") layer = key;
    else names.push(String(key).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    isStack = false;
  }
  return { path: names.join("."), suffix: isInside ? `_l${layer}${direction}` : "" };
}
