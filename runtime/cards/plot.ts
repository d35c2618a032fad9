/** A line in a small picture, and as a line of characters. */
import { Html, html } from "./html.ts";
import { grouped, short } from "./numbers.ts";

/** Size in CSS pixels. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
  /** Ticks with numbers at either end of both axes; default none. */
  readonly axes?: boolean;
}

/** A line through points whose x values grow. Points that are not finite are left out. */
export function plot(xs: readonly number[], ys: readonly number[], { width, height, axes = false }: PlotSize): Html {
  const finite = ys.filter(Number.isFinite);
  const [low, high] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [0, 0];
  const room = axes ? { left: 58, right: 8, top: 8, bottom: 20 } : { left: 2, right: 2, top: 3, bottom: 3 };
  const [first, last] = [xs[0] ?? 0, xs.at(-1) ?? 0];
  const across = (x: number): number =>
    room.left + ((x - first) / (last - first || 1)) * (width - room.left - room.right);
  const share = (y: number): number => (high > low ? (y - low) / (high - low) : 0.5);
  const down = (y: number): number => height - room.bottom - share(y) * (height - room.top - room.bottom);
  const line = xs.flatMap((x, i) =>
    Number.isFinite(ys[i]) ? [`${across(x).toFixed(1)},${down(ys[i]!).toFixed(1)}`] : [],
  );
  const text = (x: number, y: number, anchor: string, label: string): Html =>
    html`<text x="${x}" y="${y}" text-anchor="${anchor}">${label}</text>`;
  const bottom = height - room.bottom;
  const frame = axes
    ? html`<path d="M${room.left} ${room.top - 4}V${bottom + 4}H${width - room.right}" fill="none" stroke="var(--line)"/><g class="q" fill="var(--soft)" font-size="11">${
        high > low ? text(room.left - 6, down(high) + 4, "end", short(high)) : undefined
      }${text(room.left - 6, down(low) + 4, "end", short(low))}${text(room.left, height - 3, "start", grouped(first))}${text(width - room.right, height - 3, "end", grouped(last))}</g>`
    : undefined;
  return html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${frame}<polyline fill="none" stroke="currentColor" stroke-width="${new Html(axes ? "2" : "1.5")}" stroke-linejoin="round" points="${line.join(" ")}"/></svg>`;
}

const blocks = "▁▂▃▄▅▆▇█";

/** `█▇▆▄▂▁`: so many characters over equal parts of the x axis; a space where a value is not finite. */
export function sparkline(xs: readonly number[], ys: readonly number[], width = 40): string {
  const finite = ys.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const [first, last] = [xs[0] ?? 0, xs.at(-1) ?? 0];
  const columns = Math.min(width, last - first + 1);
  let i = 0;
  return Array.from({ length: columns }, (_, column) => {
    const x = first + ((last - first) * column) / Math.max(columns - 1, 1);
    while (i < xs.length - 1 && xs[i + 1]! <= x) i++;
    const y = ys[i]!;
    if (!Number.isFinite(y)) return " ";
    return blocks[high > low ? Math.round(((y - low) / (high - low)) * (blocks.length - 1)) : 3];
  }).join("");
}
