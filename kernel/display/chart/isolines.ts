/** Lines of equal height on a grid of values (marching squares). */

/** A point in units of the grid: column and row, with fractions. */
export type GridPoint = readonly [x: number, y: number];

/**
 * The lines where the grid has the value `level`, each a list of points; a closed line ends where it starts.
 *
 * @param grid rows of values, all of one length; cells with a corner that is not finite are left out
 */
export function isolines(grid: readonly (readonly number[])[], level: number): GridPoint[][] {
  /** Edges of the grid by number → the two edges that lines go on to. */
  const next = new Map<number, number[]>();
  const points = new Map<number, GridPoint>();
  const columns = grid[0]?.length ?? 0;
  const connect = (a: number, b: number): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      if (!next.has(from)) next.set(from, []);
      next.get(from)!.push(to);
    }
  };
  for (let y = 0; y + 1 < grid.length; y++) {
    for (let x = 0; x + 1 < columns; x++) {
      const corners = [grid[y]![x]!, grid[y]![x + 1]!, grid[y + 1]![x + 1]!, grid[y + 1]![x]!];
      if (!corners.every(Number.isFinite)) continue;
      // Each edge has a number that the cells on either side agree on: 2 · place, + 1 for those along a column.
      const place = y * columns + x;
      const edges = [2 * place, 2 * (place + 1) + 1, 2 * (place + columns), 2 * place + 1];
      const ends: readonly (readonly [GridPoint, GridPoint])[] = [
        [
          [x, y],
          [x + 1, y],
        ],
        [
          [x + 1, y],
          [x + 1, y + 1],
        ],
        [
          [x, y + 1],
          [x + 1, y + 1],
        ],
        [
          [x, y],
          [x, y + 1],
        ],
      ];
      const values = [
        [corners[0]!, corners[1]!],
        [corners[1]!, corners[2]!],
        [corners[3]!, corners[2]!],
        [corners[0]!, corners[3]!],
      ];
      const crossed = [0, 1, 2, 3].filter((edge) => values[edge]![0]! < level !== values[edge]![1]! < level);
      for (const edge of crossed) {
        const [[x0, y0], [x1, y1]] = ends[edge]!;
        const t = (level - values[edge]![0]!) / (values[edge]![1]! - values[edge]![0]!);
        points.set(edges[edge]!, [x0 + t * (x1 - x0), y0 + t * (y1 - y0)]);
      }
      if (crossed.length === 2) connect(edges[crossed[0]!]!, edges[crossed[1]!]!);
      if (crossed.length === 4) {
        // A saddle: the mean of the corners tells which of them belong together.
        const isHigh = (corners[0]! + corners[1]! + corners[2]! + corners[3]!) / 4 >= level;
        const pairs =
          isHigh === corners[0]! >= level
            ? [
                [0, 1],
                [2, 3],
              ]
            : [
                [0, 3],
                [1, 2],
              ];
        for (const [a, b] of pairs) connect(edges[a!]!, edges[b!]!);
      }
    }
  }
  return walk(next).map((line) => line.map((edge) => points.get(edge)!));
}

/** The connections as lines: open ones from an end, then the closed ones. */
function walk(next: ReadonlyMap<number, readonly number[]>): number[][] {
  const met = new Set<number>();
  const follow = (start: number): number[] => {
    const line = [start];
    met.add(start);
    for (let here = start; ; ) {
      const to = next.get(here)!.find((edge) => !met.has(edge));
      if (to === undefined) break;
      line.push(to);
      met.add(to);
      here = to;
    }
    if (line.length > 2 && next.get(line.at(-1)!)!.includes(start)) line.push(start);
    return line;
  };
  const ends = [...next].filter(([, to]) => to.length === 1).map(([edge]) => edge);
  return [...ends, ...next.keys()].flatMap((edge) => (met.has(edge) ? [] : [follow(edge)]));
}
