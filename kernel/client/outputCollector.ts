/**
 * Collects the outputs of one cell from iopub messages, as a front end does: text of the same stream is joined, `clear_output`
 * clears, `update_display_data` replaces outputs shown under the same name, also those of earlier cells.
 */
import type { Content } from "../wire/message.ts";
import type { Output } from "./output.ts";

/** The outputs of one cell, as they come. */
export interface OutputCollector {
  readonly outputs: Output[];
  /** Takes a message; returns the output that came or changed, if any. */
  take(type: string, content: Content): { readonly output: Output; readonly updated: boolean } | undefined;
}

/** Outputs with a display name, over all cells of a client. */
export type DisplayRegistry = Map<string, { data: unknown; metadata: unknown }[]>;

/** A collector for one cell; `displays` is shared by all cells of a client. */
export function createOutputCollector(displays: DisplayRegistry): OutputCollector {
  const outputs: Output[] = [];
  let clearNext = false;

  function add(output: Output): { output: Output; updated: boolean } {
    if (clearNext) outputs.length = 0;
    clearNext = false;
    outputs.push(output);
    return { output, updated: false };
  }

  function remember(content: Content, output: { data: unknown; metadata: unknown }): void {
    const id = (content.transient as { display_id?: string } | undefined)?.display_id;
    if (id === undefined) return;
    if (!displays.has(id)) displays.set(id, []);
    displays.get(id)!.push(output);
  }

  return {
    outputs,
    take(type, content) {
      switch (type) {
        case "stream": {
          const { name, text } = content as { name: "stdout" | "stderr"; text: string };
          const last = outputs.at(-1);
          if (!clearNext && last?.output_type === "stream" && last.name === name) {
            last.text += text;
            return { output: { output_type: "stream", name, text }, updated: false };
          }
          add({ output_type: "stream", name, text });
          return { output: { output_type: "stream", name, text }, updated: false };
        }
        case "display_data": {
          const output: Output = { output_type: "display_data", ...bundleOf(content) };
          remember(content, output);
          return add(output);
        }
        case "execute_result": {
          const count = content.execution_count as number;
          return add({ output_type: "execute_result", execution_count: count, ...bundleOf(content) });
        }
        case "error": {
          const { ename, evalue, traceback } = content as { ename: string; evalue: string; traceback: string[] };
          return add({ output_type: "error", ename, evalue, traceback });
        }
        case "update_display_data": {
          const id = (content.transient as { display_id?: string } | undefined)?.display_id ?? "";
          for (const shown of displays.get(id) ?? []) Object.assign(shown, bundleOf(content));
          return { output: { output_type: "display_data", ...bundleOf(content) }, updated: true };
        }
        case "clear_output":
          if (content.wait === true) clearNext = true;
          else outputs.length = 0;
          return undefined;
        default:
          return undefined;
      }
    },
  };
}

function bundleOf(content: Content): { data: Record<string, unknown>; metadata: Record<string, unknown> } {
  const { data, metadata } = content as { data: Record<string, unknown>; metadata?: Record<string, unknown> };
  return { data, metadata: metadata ?? {} };
}
