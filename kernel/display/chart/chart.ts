/**
 * A Vega-Lite chart that shows itself. The page draws the specification; the picture and the text beside it are for places that
 * cannot, such as GitHub and a terminal.
 */
import { inspect } from "node:util";
import type { TopLevelSpec } from "vega-lite";
import { draftSymbol } from "../liveOutput.ts";
import { chartText } from "./chartText.ts";
import { renderSvg, renderSvgNow } from "./renderSvg.ts";

/** JupyterLab 4 draws version 5 of the MIME type, whatever the version in `$schema`; version 6 it draws not at all. */
const mimeType = "application/vnd.vegalite.v5+json";
const schema = "https://vega.github.io/schema/vega-lite/v5.json";

/** A chart: its specification, and how it is shown. */
export class Chart {
  /** The Vega-Lite specification, data included. */
  readonly spec: TopLevelSpec;
  readonly #text: () => string;

  /** @param text the chart in characters; default: a curve for each series */
  constructor(spec: TopLevelSpec, text: () => string = () => chartText(this.spec)) {
    this.spec = { $schema: schema, ...spec };
    this.#text = text;
  }

  /** The chart as an SVG document. */
  toSvg(): Promise<string> {
    return renderSvg(this.spec);
  }

  /** Title, ranges and a small picture, in characters. */
  toString(): string {
    return this.#text();
  }

  /** What is shown while a loop goes on: the picture alone, or, as long as what draws it is not loaded, the specification. */
  toDraft(): Record<string, unknown> {
    const svg = renderSvgNow(this.spec);
    return {
      ...(svg === undefined ? { [mimeType]: this.spec } : { "image/svg+xml": svg }),
      "text/plain": this.toString(),
    };
  }

  /** The chart as a MIME bundle. */
  async toBundle(): Promise<Record<string, unknown>> {
    return { [mimeType]: this.spec, "image/svg+xml": await this.toSvg(), "text/plain": this.toString() };
  }
}

// Names that are symbols cannot be declared in a class whose declarations are made file by file.
Object.defineProperties(Chart.prototype, {
  [Symbol.for("Jupyter.display")]: { value: Chart.prototype.toBundle },
  [draftSymbol]: { value: Chart.prototype.toDraft },
  [inspect.custom]: { value: Chart.prototype.toString },
});
