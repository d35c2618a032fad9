/**
 * The kernel's logo: a loss that falls, on TypeScript's blue. The SVG is written by hand; the PNGs that Jupyter also wants are drawn
 * from the same curve, so that no picture has to be kept in the repository.
 */
import { encodePng } from "./encodePng.ts";

type Point = readonly [x: number, y: number];

const blue = [49, 120, 198] as const;
const white = [255, 255, 255] as const;
const amber = [255, 193, 7] as const;

/** The curve, in units of the picture's side: a Bézier curve by its four points. */
const curve: readonly [Point, Point, Point, Point] = [
  [0.16, 0.2],
  [0.3, 0.95],
  [0.52, 0.74],
  [0.84, 0.76],
];
const radius = 0.18; // of the corners
const stroke = 0.085; // half of the line's width is on either side
const dot = 0.085;

/** The logo as an SVG document. */
export const logoSvg: string = svg();

/** The logo as a PNG of `size` × `size` pixels. */
export function logoPng(size: number): Uint8Array {
  const samples = 3; // per pixel and axis: smooth edges
  const path = Array.from({ length: 41 }, (_, i) => bezier(i / 40));
  const pixels = new Uint8Array(size * size * 4);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const sum = [0, 0, 0, 0];
      for (let s = 0; s < samples * samples; s++) {
        const x = (column + ((s % samples) + 0.5) / samples) / size;
        const y = (row + (Math.floor(s / samples) + 0.5) / samples) / size;
        const color = colorAt([x, y], path);
        if (!color) continue;
        for (let c = 0; c < 3; c++) sum[c]! += color[c]!;
        sum[3]!++;
      }
      const at = (row * size + column) * 4;
      const covered = sum[3]!;
      for (let c = 0; c < 3; c++) pixels[at + c] = covered ? Math.round(sum[c]! / covered) : 0;
      pixels[at + 3] = Math.round((255 * covered) / (samples * samples));
    }
  }
  return encodePng(size, size, pixels);
}

function colorAt(point: Point, path: readonly Point[]): readonly number[] | undefined {
  if (distance(point, curve[3]) < dot) return amber;
  if (isOnPath(point, path)) return white;
  return insideSquare(point) ? blue : undefined;
}

function isOnPath([x, y]: Point, path: readonly Point[]): boolean {
  for (const [px, py] of path) if ((x - px) ** 2 + (y - py) ** 2 < (stroke / 2) ** 2) return true;
  return false;
}

/** Whether a point is in the unit square with round corners. */
function insideSquare([x, y]: Point): boolean {
  const dx = Math.max(radius - x, x - (1 - radius), 0);
  const dy = Math.max(radius - y, y - (1 - radius), 0);
  return Math.hypot(dx, dy) <= radius;
}

function bezier(t: number): Point {
  const [a, b, c, d] = curve;
  const mix = (i: 0 | 1): number =>
    (1 - t) ** 3 * a[i] + 3 * (1 - t) ** 2 * t * b[i] + 3 * (1 - t) * t ** 2 * c[i] + t ** 3 * d[i];
  return [mix(0), mix(1)];
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

function svg(): string {
  const n = (value: number): number => Number((value * 64).toFixed(2));
  const [a, b, c, d] = curve.map(([x, y]) => `${n(x)} ${n(y)}`);
  const rgb = (color: readonly number[]): string => `rgb(${color.join(",")})`;
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">',
    `  <rect width="64" height="64" rx="${n(radius)}" fill="${rgb(blue)}"/>`,
    `  <path d="M${a} C${b} ${c} ${d}" fill="none" stroke="${rgb(white)}" stroke-width="${n(stroke)}" stroke-linecap="round"/>`,
    `  <circle cx="${n(curve[3][0])}" cy="${n(curve[3][1])}" r="${n(dot)}" fill="${rgb(amber)}"/>`,
    "</svg>",
    "",
  ].join("\n");
}
