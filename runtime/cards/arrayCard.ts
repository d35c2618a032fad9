/** How an array shows itself: what it is, what its numbers are like, some of them, and a picture of a vector or a matrix. */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { evaluator } from "../core/evaluator.ts";
import { arrayStr } from "../numpy/print.ts";
import { printable } from "../numpy/printLarge.ts";
import { NamedSharding, type Sharding } from "../sharding/index.ts";
import { dtypes } from "../types/dtype.ts";
import { summaryOf } from "./arraySummary.ts";
import { card, head, type Shown } from "./card.ts";
import { heatMap } from "./heatMap.ts";
import { type Html, html, type Part } from "./html.ts";
import { partsDrawing } from "./meshCard.ts";
import { bytes } from "./numbers.ts";
import { titleOf } from "./titleOf.ts";

/** Matrices with longer sides get a picture that opens; larger ones are pictured by the means of blocks. */
const smallMatrix = 32;
/** Arrays of more elements get no picture: all of them would be read. */
const mostPictured = 262_144;
const longestStrip = 256;

/** An array as a card. A scalar and a traced value say all in one line of text, and get none. */
export function arrayCard(x: JaxArray): Shown {
  if (!(x instanceof DeviceArray) || x.ndim === 0) return {};
  if (x.isDeleted) return card(head(titleOf(x), ["deleted"]));
  const parts = x.placement ? partsDrawing(x.sharding) : undefined;
  const sharding = parts && html`<details><summary class="q">parts</summary>${parts}</details>`;
  return card([head(titleOf(x), factsOf(x)), insideOf(x), sharding]);
}

/** Bytes of its elements on the host. */
export function bytesOf(x: JaxArray): number {
  const { HostArray, words } = dtypes[x.dtype];
  return x.size * words * HostArray.BYTES_PER_ELEMENT;
}

/** What its numbers are like, some of them, and a picture. */
export function insideOf(x: DeviceArray): Html {
  const facts = summaryOf(x).map(([name, value]) => html`<span><span class="q">${name}</span> ${value}</span> `);
  const summary = facts.length > 0 ? html`<div class="r">${facts}</div>` : undefined;
  const numbers = html`<pre>${peek(x)}</pre>`;
  const picture = pictureOf(x);
  if (!picture) return html`${summary}${numbers}`;
  if (isSmall(x)) return html`${summary}<div class="r">${numbers}${picture}</div>`;
  return html`${summary}${numbers}<details><summary class="q">heat map</summary>${picture}</details>`;
}

function factsOf(x: DeviceArray): Part[] {
  const { device } = evaluator();
  const where = x.placement ? placeOf(x.sharding) : device;
  return [...(where === undefined ? [] : [where]), bytes(bytesOf(x)), ...(x.weakType ? ["weak type"] : [])];
}

/** How it is cut, over which mesh; or the one device it was put on. */
function placeOf(sharding: Sharding): Part {
  if (!(sharding instanceof NamedSharding)) return String(sharding.devices[0]);
  const { spec, mesh } = sharding;
  return html`<span class="m">${String(spec)}</span> over ${mesh.axisNames.map((name, i) => `${name} ${mesh.axisSizes[i]}`).join(", ")}`;
}

/** The numbers as JAX prints them, fewer than it would: those at the ends of each axis, or of an array of many axes the very first and last. */
function peek(x: DeviceArray): string {
  const edgeItems = x.ndim <= 2 ? 3 : x.ndim === 3 ? 2 : 1;
  const text = arrayStr(printable(x), { width: 90, summary: { threshold: 100, edgeItems } });
  return x.ndim > 3 ? text.replace(/\n{2,}/g, "\n") : text;
}

function isSmall({ shape }: JaxArray): boolean {
  return shape.length === 1 || (shape[0]! <= smallMatrix && shape[1]! <= smallMatrix);
}

function pictureOf(x: DeviceArray): Html | undefined {
  if (x.size < 2 || x.size > mostPictured || dtypes[x.dtype].words !== 1) return undefined;
  if (x.ndim === 1) return x.size <= longestStrip ? heatMap(x.host, 1, x.size) : undefined;
  if (x.ndim !== 2) return undefined;
  const [height, width] = x.shape as [number, number];
  const rows = Math.min(height, smallMatrix);
  const columns = Math.min(width, smallMatrix);
  return heatMap(isSmall(x) ? x.host : blockMeans(x.host, [height, width], [rows, columns]), rows, columns);
}

/** A smaller matrix: each element the mean of a block. */
function blockMeans(
  values: ArrayLike<number>,
  [height, width]: readonly [number, number],
  [rows, columns]: readonly [number, number],
): Float64Array {
  const sums = new Float64Array(rows * columns);
  const counts = new Uint32Array(rows * columns);
  for (let i = 0; i < height; i++) {
    const row = Math.floor((i * rows) / height);
    for (let j = 0; j < width; j++) {
      const block = row * columns + Math.floor((j * columns) / width);
      sums[block] = sums[block]! + values[i * width + j]!;
      counts[block] = counts[block]! + 1;
    }
  }
  return sums.map((sum, i) => sum / counts[i]!);
}
