type Point = readonly [x: number, y: number];

/**
 * A line with fewer points, none of which is further than `tolerance` from the one left out (Douglas and Peucker).
 *
 * @param tolerance in the unit of the points
 */
export function simplifyLine(points: readonly Point[], tolerance: number): Point[] {
  const kept = new Set([0, points.length - 1]);
  const visit = (first: number, last: number): void => {
    let [farthest, distance] = [-1, tolerance];
    for (let i = first + 1; i < last; i++) {
      const d = distanceTo(points[i]!, points[first]!, points[last]!);
      if (d > distance) [farthest, distance] = [i, d];
    }
    if (farthest < 0) return;
    kept.add(farthest);
    visit(first, farthest);
    visit(farthest, last);
  };
  visit(0, points.length - 1);
  return points.filter((_, i) => kept.has(i));
}

/** Distance to the segment between two points; they are one where a line is closed. */
function distanceTo([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
}
