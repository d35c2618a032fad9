/**
 * A long curve with fewer points that looks the same: of each stretch the smallest and the largest value stay, so that no spike is
 * lost, and the two ends.
 *
 * @param stretches how many; a curve of at most twice as many points stays as it is
 */
export function thinOut<P extends { readonly y: number }>(points: readonly P[], stretches: number): readonly P[] {
  if (points.length <= 2 * stretches) return points;
  const kept = new Set<number>([0]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * points.length) / stretches);
    const to = Math.floor(((stretch + 1) * points.length) / stretches);
    let [low, high] = [from, from];
    for (let i = from; i < to; i++) {
      if (points[i]!.y < points[low]!.y) low = i;
      if (points[i]!.y > points[high]!.y) high = i;
    }
    kept.add(Math.min(low, high)).add(Math.max(low, high));
  }
  kept.add(points.length - 1);
  return [...kept].map((index) => points[index]!);
}
