import type { TopLevelSpec } from "vega-lite";

/**
 * Draws a specification without a page and without a canvas. Vega (0.3 s to load) is loaded by the first chart. The words that Vega adds to
 * each mark for screen readers would be most of the picture; its text twin is for them.
 */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  const warnings: string[] = [];
  const logger = vega.logger(vega.Warn);
  logger.warn = (...words) => {
    warnings.push(words.join(" "));
    return logger;
  };
  try {
    const view = new vega.View(vega.parse(vegaLite.compile(spec, { logger, config: { aria: false } }).spec), {
      renderer: "none",
      logger,
    });
    const svg = await view.toSVG();
    view.finalize();
    return svg.replace(/ (?:d|transform)="[^"]*"/g, shorten);
  } catch (error) {
    const notes = warnings.length > 0 ? ` (${warnings.join("; ")})` : "";
    throw new Error(`Cannot draw the chart: ${(error as Error).message}${notes}`);
  }
}

/** Thousandths of a pixel are more than anybody sees, and a third of the digits. */
function shorten(places: string): string {
  return places.replace(/-?\d+\.\d{4,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(3))));
}
