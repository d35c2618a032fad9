/** Numbers and amounts in few letters. */

/** Four digits: `0.001`, `-1.235`, `3.2e+7`. */
export function short(x: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : x > 0 ? "inf" : "-inf";
  if (Number.isInteger(x) && Math.abs(x) < 1e7) return String(x);
  const size = Math.abs(x);
  return size >= 1e-4 && size < 1e7 ? String(Number(x.toPrecision(4))) : x.toExponential(3).replace(/\.?0+e/, "e");
}

/** `1,048,576` */
export function grouped(n: number): string {
  return n.toLocaleString("en-US");
}

/** `36 B`, `4.2 KiB`, `381 MiB`. */
export function bytes(n: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  let unit = 0;
  for (; n >= 1024 && unit < units.length - 1; unit++) n /= 1024;
  return `${n < 10 && unit > 0 ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}
