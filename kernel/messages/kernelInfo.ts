import { version } from "../version.ts";
import { protocolVersion } from "../wire/message.ts";
import { defineHandler, type Handler } from "./handler.ts";

/**
 * Who the kernel is, and which language it speaks. Clients ask this first and run nothing before the answer, so it waits until the
 * kernel is ready for a cell: idle means that `1 + 1` takes milliseconds.
 */
export const kernelInfo: Handler = defineHandler({
  type: "kernel_info_request",
  channels: ["shell", "control"],
  parse: () => undefined,
  async handle({ interpreter }) {
    await interpreter.prepare();
    return {
      status: "ok",
      protocol_version: protocolVersion,
      implementation: "nnxlab",
      implementation_version: version,
      language_info: interpreter.language,
      banner: interpreter.banner,
      debugger: interpreter.debug !== undefined,
      supported_features: [...(interpreter.debug ? ["debugger"] : []), "kernel subshells"],
      help_links: [
        { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
        { text: "Flax NNX", url: "https://flax.readthedocs.io/" },
        { text: "Optax", url: "https://optax.readthedocs.io/" },
        { text: "Vega-Lite", url: "https://vega.github.io/vega-lite/docs/" },
      ],
    };
  },
});
