/**
 * What the widgets of a kernel show, gathered from their comms, for `metadata.widgets` of a notebook: a page made of it can draw
 * them without a kernel.
 *
 * @see https://ipywidgets.readthedocs.io/en/stable/embedding.html
 */
import type { Message } from "../wire/message.ts";
import type { KernelClient } from "./kernelClient.ts";

/** Listens until it is stopped. */
export interface WidgetStates {
  /** The states by MIME type, or undefined when there was no widget. */
  take(): Record<string, unknown> | undefined;
  stop(): void;
}

interface Model {
  state: Record<string, unknown>;
  readonly buffers: Map<string, { encoding: "base64"; path: readonly (string | number)[]; data: string }>;
}

/** Gathers from now on. */
export function widgetStates(kernel: Pick<KernelClient, "onPublished">): WidgetStates {
  const models = new Map<string, Model>();
  const stop = kernel.onPublished((message) => {
    const { comm_id, target_name, data } = message.content as { comm_id: string; target_name: string; data: CommData };
    switch (message.header.msg_type) {
      case "comm_open":
        if (target_name !== "jupyter.widget") return;
        models.set(comm_id, { state: {}, buffers: new Map() });
        return update(models.get(comm_id)!, data, message);
      case "comm_msg": {
        const model = models.get(comm_id);
        if (model && (data.method === "update" || data.method === "echo_update")) update(model, data, message);
        return;
      }
    }
  });
  return {
    stop,
    take() {
      const named = [...models].filter(([, { state }]) => state._model_name !== undefined);
      if (named.length === 0) return undefined;
      const state = Object.fromEntries(named.map(([id, model]) => [id, record(model)]));
      return { "application/vnd.jupyter.widget-state+json": { version_major: 2, version_minor: 0, state } };
    },
  };
}

/** What a widget's comm says: parts of its state, and where in it the message's buffers belong. */
interface CommData {
  readonly method?: string;
  readonly state?: Readonly<Record<string, unknown>>;
  readonly buffer_paths?: readonly (readonly (string | number)[])[];
}

function update(model: Model, { state = {}, buffer_paths = [] }: CommData, { buffers }: Message): void {
  model.state = { ...model.state, ...state };
  for (const [i, path] of buffer_paths.entries()) {
    const data = Buffer.from(buffers[i] ?? []).toString("base64");
    model.buffers.set(JSON.stringify(path), { encoding: "base64", path, data });
  }
}

function record({ state, buffers }: Model): Record<string, unknown> {
  return {
    model_name: state._model_name,
    model_module: state._model_module,
    model_module_version: state._model_module_version,
    state,
    ...(buffers.size > 0 ? { buffers: [...buffers.values()] } : {}),
  };
}
