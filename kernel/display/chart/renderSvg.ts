import type { TopLevelSpec } from "vega-lite";

type Vega = typeof import("vega");
type VegaLite = typeof import("vega-lite");

/** A part of Vega that its declarations leave out: what `view.toSVG()` draws with. */
interface SvgRenderer {
  initialize(
    element: null,
    width: number,
    height: number,
    origin: readonly [number, number],
    scale: number,
  ): SvgRenderer;
  background(color: unknown): SvgRenderer;
  render(scene: unknown): SvgRenderer;
  svg(): string;
}

let loaded: { readonly vega: Vega; readonly vegaLite: VegaLite } | undefined;

/**
 * Draws a specification without a page and without a canvas. Vega (0.3 s to load) is loaded by the first chart. The words that Vega adds to
 * each mark for screen readers would be most of the picture; its text twin is for them.
 */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  loaded ??= { vega, vegaLite };
  return draw(spec, { vega, vegaLite }, (view) => view.toSVG());
}

/** The same at once; undefined as long as Vega is not loaded, and for a chart that cannot be drawn at once. */
export function renderSvgNow(spec: TopLevelSpec): string | undefined {
  if (!loaded) return undefined;
  try {
    const { SVGStringRenderer: Renderer } = loaded.vega as unknown as {
      SVGStringRenderer: new (loader: unknown) => SvgRenderer;
    };
    return draw(spec, loaded, (view) => {
      view.run();
      // As `toSVG` does it when it has waited; what is not declared has its size once the legends are laid out.
      const { left, top, right, bottom } = view.padding() as {
        left: number;
        top: number;
        right: number;
        bottom: number;
      };
      const [x, y] = view.origin();
      const { _viewWidth: width, _viewHeight: height } = view as unknown as { _viewWidth: number; _viewHeight: number };
      return new Renderer(view.loader())
        .initialize(null, width + left + right, height + top + bottom, [left + x, top + y], 1)
        .background(view.background())
        .render((view.scenegraph() as unknown as { root: unknown }).root)
        .svg();
    });
  } catch {
    return undefined; // the whole chart will say why, at the end
  }
}

function draw<T extends string | Promise<string>>(
  spec: TopLevelSpec,
  { vega, vegaLite }: { readonly vega: Vega; readonly vegaLite: VegaLite },
  toSvg: (view: InstanceType<Vega["View"]>) => T,
): T {
  const warnings: string[] = [];
  const logger = vega.logger(vega.Warn);
  logger.warn = (...words) => {
    warnings.push(words.join(" "));
    return logger;
  };
  const failed = (error: unknown): never => {
    const notes = warnings.length > 0 ? ` (${warnings.join("; ")})` : "";
    throw new Error(`Cannot draw the chart: ${(error as Error).message}${notes}`);
  };
  try {
    const compiled = vegaLite.compile(spec, { logger, config: { aria: false } }).spec;
    const view = new vega.View(vega.parse(compiled), { renderer: "none", logger });
    const finished = (svg: string): string => {
      view.finalize();
      return svg.replace(/ (?:d|transform)="[^"]*"/g, shorten);
    };
    const svg = toSvg(view);
    return (typeof svg === "string" ? finished(svg) : svg.then(finished, failed)) as T;
  } catch (error) {
    return failed(error);
  }
}

/** Thousandths of a pixel are more than anybody sees, and a third of the digits. */
function shorten(places: string): string {
  return places.replace(/-?\d+\.\d{4,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(3))));
}
