/** Compiled shaders, one for each distinct text and layout, compiled in the background. */
import type { Debts } from "./debts.ts";
import type { Step } from "./plan.ts";

export interface Pipeline {
  /** Missing until `ready`, and for ever if there is an `error`. */
  pipeline: GPUComputePipeline | undefined;
  readonly layout: GPUBindGroupLayout;
  /** Settles, without failing, when compilation is over. */
  ready: Promise<void>;
  error: string | undefined;
}

interface Layout {
  /** Says what is bound. */
  readonly key: string;
  readonly group: GPUBindGroupLayout;
  readonly pipeline: GPUPipelineLayout;
}

const bufferTypes = { read: "read-only-storage", write: "storage", uniform: "uniform" } as const;

/** The compiled shaders of one device. */
export class Pipelines {
  readonly #device: GPUDevice;
  readonly #debts: Debts;
  readonly #pipelines = new Map<string, Pipeline>();
  readonly #layouts = new Map<string, Layout>();

  constructor(device: GPUDevice, debts: Debts) {
    this.#device = device;
    this.#debts = debts;
  }

  /** The pipeline of a step; starts compiling it when its text is new. */
  get(step: Step): Pipeline {
    const layout = this.#layout(step);
    const key = `${layout.key}\n${step.wgsl}`;
    const found = this.#pipelines.get(key);
    if (found) return found;
    const entry: Pipeline = { pipeline: undefined, layout: layout.group, ready: Promise.resolve(), error: undefined };
    entry.ready = this.#compile(step, layout.pipeline).then(
      (pipeline) => {
        entry.pipeline = pipeline;
      },
      (error: unknown) => {
        entry.error = (error as Error).message;
      },
    );
    this.#pipelines.set(key, entry);
    return entry;
  }

  async #compile({ wgsl, label }: Step, layout: GPUPipelineLayout): Promise<GPUComputePipeline> {
    // In a scope of its own a bad shader is an answer, not an event.
    this.#device.pushErrorScope("validation");
    const module = this.#device.createShaderModule({ code: wgsl, label });
    const wrong = this.#debts.owe(this.#device.popErrorScope());
    const compute = { module, entryPoint: "main" };
    const pipeline = this.#debts.owe(this.#device.createComputePipelineAsync({ layout, compute, label }));
    const [rejected, result] = await Promise.allSettled([wrong, pipeline]);
    if (rejected.status === "fulfilled" && rejected.value)
      throw new Error(await this.#explain(module, wgsl, rejected.value.message));
    if (result.status === "rejected") throw new Error(String((result.reason as Error).message));
    return result.value;
  }

  /** Steps that bind the same kinds of buffers share a layout. */
  #layout({ bindings }: Step): Layout {
    const key = bindings.map(({ access, isDynamic }) => `${access}${isDynamic ? "*" : ""}`).join();
    const found = this.#layouts.get(key);
    if (found) return found;
    const entries = bindings.map(
      ({ access, isDynamic = false }, binding): GPUBindGroupLayoutEntry => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: bufferTypes[access], hasDynamicOffset: isDynamic },
      }),
    );
    const group = this.#device.createBindGroupLayout({ entries });
    const layout = { key, group, pipeline: this.#device.createPipelineLayout({ bindGroupLayouts: [group] }) };
    this.#layouts.set(key, layout);
    return layout;
  }

  /** The first complaint, with the line it is about. */
  async #explain(module: GPUShaderModule, wgsl: string, otherwise: string): Promise<string> {
    const { messages } = await this.#debts.owe(module.getCompilationInfo());
    const first = messages.find(({ type }) => type === "error");
    if (!first) return otherwise;
    return `${first.message}, in line ${first.lineNum}: ${wgsl.split("\n")[first.lineNum - 1]?.trim() ?? ""}`;
  }
}
