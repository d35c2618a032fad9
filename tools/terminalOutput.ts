/** Prints a notebook as it runs: Markdown as plain text, code dimmed, outputs as they come. */
import { styleText } from "node:util";
import type { Output } from "../notebooks/nbformat.ts";

/** Writes to standard output; `before` runs before each write (to clear a progress bar). */
export class TerminalOutput {
  readonly #before: () => void;

  constructor(before: () => void) {
    this.#before = before;
  }

  /** Headings bold, the rest as it is written. Pictures and links keep their text. */
  markdown(source: string): void {
    const text = source
      .replace(/!\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/^#{1,6} (.*)$/gm, (_, title: string) => style(["bold", "underline"], title));
    this.#write(`\n${text.trim()}\n`);
  }

  code(source: string): void {
    this.#write(
      `\n${source
        .trimEnd()
        .split("\n")
        .map((line) => style("dim", `  │ ${line}`))
        .join("\n")}\n\n`,
    );
  }

  output(output: Output): void {
    switch (output.output_type) {
      case "stream":
        this.#write(output.text);
        break;
      case "error":
        this.#write(`${output.traceback.join("\n")}\n`);
        break;
      case "execute_result":
      case "display_data": {
        const text = output.data["text/plain"];
        if (text !== undefined) this.#write(`${text}\n`);
        break;
      }
      default:
        throw output satisfies never;
    }
  }

  #write(text: string): void {
    this.#before();
    process.stdout.write(text);
  }
}

function style(format: Parameters<typeof styleText>[0], text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? styleText(format, text) : text;
}
