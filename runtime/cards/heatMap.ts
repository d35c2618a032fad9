/** Numbers as colours, in a picture of a pixel each: light, and sharp at any size. */
import { Html, html } from "./html.ts";

/** Dark blue, green, yellow: for numbers of one sign. After viridis, whose steps look equal. */
const oneSided = ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"];
/** Blue below zero, red above. */
const twoSided = ["#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b"];
const notFinite = "#9a9a9a";

/** Colours of numbers; the last is for NaN. Odd, so that zero has one of its own. */
const colours = 63;

/** The longest side on the screen, and the sides of a pixel, in CSS pixels. */
const side = { longest: 192, least: 2, most: 16 };

/**
 * A picture of numbers, row by row. Infinities have the colour of the extremes, NaN is grey.
 *
 * @param values of `height · width` pixels
 */
export function heatMap(values: ArrayLike<number>, height: number, width: number): Html {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < height * width; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const signed = low < 0 && high > 0;
  if (signed) [low, high] = [-Math.max(-low, high), Math.max(-low, high)];
  const pixels = Uint8Array.from({ length: height * width }, (_, i) => level(values[i]!, low, high));
  const zoom = Math.max(side.least, Math.min(side.most, Math.floor(side.longest / Math.max(height, width))));
  const rowsAtLeast = height === 1 ? Math.max(zoom, 10) : zoom;
  const source = new Html(`data:image/bmp;base64,${base64(bitmap(pixels, height, width, palette(signed)))}`);
  return html`<img alt="heat map" width="${width * zoom}" height="${height * rowsAtLeast}" src="${source}">`;
}

function level(value: number, low: number, high: number): number {
  if (Number.isNaN(value)) return colours;
  if (high <= low) return value > high ? colours - 1 : value < low ? 0 : (colours - 1) / 2;
  return Math.round(Math.max(0, Math.min(1, (value - low) / (high - low))) * (colours - 1));
}

function palette(signed: boolean): number[][] {
  const stops = (signed ? twoSided : oneSided).map(rgb);
  const between = Array.from({ length: colours }, (_, i) => {
    const place = (i / (colours - 1)) * (stops.length - 1);
    const at = Math.min(Math.floor(place), stops.length - 2);
    return stops[at]!.map((c, k) => Math.round(c + (stops[at + 1]![k]! - c) * (place - at)));
  });
  return [...between, rgb(notFinite)];
}

function rgb(colour: string): number[] {
  return [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
}

/** A Windows bitmap with a palette, the one format that browsers draw and that needs neither compression nor a checksum. */
function bitmap(pixels: Uint8Array, height: number, width: number, colourTable: readonly number[][]): Uint8Array {
  const stride = (width + 3) & ~3;
  const offset = 54 + 4 * colourTable.length;
  const file = new Uint8Array(offset + stride * height);
  const view = new DataView(file.buffer);
  file.set([0x42, 0x4d]);
  view.setUint32(2, file.length, true);
  view.setUint32(10, offset, true);
  view.setUint32(14, 40, true); // size of what follows
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true); // one plane
  view.setUint16(28, 8, true); // bits of a pixel
  view.setUint32(46, colourTable.length, true);
  colourTable.forEach(([r, g, b], i) => file.set([b!, g!, r!, 0], 54 + 4 * i));
  for (let row = 0; row < height; row++) {
    file.set(pixels.subarray(row * width, (row + 1) * width), offset + stride * (height - 1 - row)); // the lowest row comes first
  }
  return file;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
