/**
 * A matrix product by subgroups of four invocations that trade what they load: for software adapters, where a load costs ten times
 * a multiplication, and workgroup memory as much as any other.
 *
 *     four invocations compute `rows` × (4 · `columns`) results, in steps of four along the depth:
 *       each loads, for every row, the left element of one of the four depths           rows loads for 4 · rows elements
 *       each loads, for its columns, the right elements of all four depths              4 · columns loads
 *       each row's four left elements are broadcast and meet the right ones             4 · rows · columns products
 *
 * Four products are added as a tree before they touch the accumulator, which lives in memory there.
 */
import { accumulator, binary, constant, gridIndex, reduceIndex, select } from "../../../ir/build.ts";
import type { Axis, Expr } from "../../../ir/expr.ts";
import type { BufferDecl, Store } from "../../../ir/kernel.ts";
import { topological } from "../../../ir/walk.ts";
import type { Tuning } from "../tuning.ts";
import { accumulationLoops, indent, loopsOver } from "./loops.ts";
import { at, type MatrixProduct, type Place, tileStart } from "./matrixProduct.ts";
import { type Counters, Scope } from "./scope.ts";
import { mostGroups, type Shader, shader } from "./shader.ts";
import { slotsOf } from "./slots.ts";
import { storeAll } from "./storeAll.ts";

/** Invocations in a subgroup, and elements of the depth in a step. */
const lanes = 4;

/** Results of one subgroup: rows, and columns per invocation. */
export interface SubgroupTile {
  readonly kind: "subgroup";
  readonly rows: number;
  readonly columns: number;
}

const tiles: readonly SubgroupTile[] = [
  [16, 8],
  [16, 4],
  [8, 8],
  [8, 4],
  [8, 2],
  [4, 4],
  [4, 2],
  [8, 1],
  [4, 1],
].map(([rows, columns]) => ({ kind: "subgroup", rows: rows!, columns: columns! }));

/** Nanoseconds, roughly, on one core of a processor that plays a GPU; only their ratios matter. */
const cost = { load: 12, multiplyAdd: 1.7, broadcast: 2 };
/** What an accumulator costs the compiler, in ns, spread over the runs that a program sees. */
const compileCost = 20_000;
/** Cores that share the tiles. */
const cores = 4;
/** Statements that the stores may grow to. */
const mostOperations = 4000;

/** The tiles that fit where the device is made for them, first the one that should be done soonest. */
export function subgroupTiles(product: MatrixProduct, { tradingLanes }: Tuning): readonly SubgroupTile[] {
  const { batch, rows, columns, depth, kernel } = product;
  if (tradingLanes !== lanes || depth < 2 * lanes) return [];
  const perResult = topological(kernel.stores.flatMap(({ index, value }) => [index, value])).length;
  const timed: { readonly tile: SubgroupTile; readonly time: number }[] = [];
  for (const tile of tiles) {
    const results = tile.rows * tile.columns;
    if (tile.rows > rows || lanes * tile.columns > columns || results * perResult > mostOperations) continue;
    const count = batch * Math.ceil(rows / tile.rows) * Math.ceil(columns / (lanes * tile.columns));
    if (count > mostGroups) continue;
    const step =
      (tile.rows + lanes * tile.columns) * cost.load +
      lanes * results * cost.multiplyAdd +
      lanes * tile.rows * cost.broadcast;
    const time = Math.ceil(count / cores) * Math.ceil(depth / lanes) * step + results * compileCost;
    timed.push({ tile, time });
  }
  return timed.sort((a, b) => a.time - b.time).map(({ tile }) => tile);
}

const i32 = (value: number): Expr => constant("i32", value);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);

/** The product's shader. */
export function subgroupProduct(
  product: MatrixProduct,
  tile: SubgroupTile,
  buffers: readonly BufferDecl[],
  home: readonly number[],
): Shader {
  const { kernel, batch, rows, columns, depth, left, right } = product;
  const width = lanes * tile.columns;
  const down = Math.ceil(rows / tile.rows);
  const across = Math.ceil(columns / width);
  const steps = Math.ceil(depth / lanes);
  // Loops of the shader: the tile's place, the step, and the invocation, which is counted as one more reduction loop.
  const lane = reduceIndex(1, lanes);
  const step = binary("mul", reduceIndex(0, steps), i32(lanes));
  const rowOf = (i: number): Expr => add(tileStart(gridIndex(1, down), tile.rows, rows), i32(i));
  const columnOf = (j: number): Expr => add(add(tileStart(gridIndex(2, across), width, columns), i32(j * lanes)), lane);
  const place = { batch: gridIndex(0, batch) };

  const slots = slotsOf([kernel], buffers, home);
  const loops = loopsOver("r0", steps, true);
  const counters: Counters = ({ kind, position }: Axis) => {
    if (kind === "grid") return { text: ["tb", "tm", "tn"][position]!, depth: 0 };
    return position === 0 ? { text: "r0", depth: loops.length } : { text: "i32(lane)", depth: 0 };
  };
  const scope = new Scope(slots, counters, loops.length);

  const element = (x: Expr, where: Partial<Place>, k: Expr): Expr =>
    inside(at(x, { ...place, ...where, depth: clamp(k, depth) }), k, depth);
  const lefts = range(tile.rows).map((i) => element(left, { row: rowOf(i) }, add(step, lane)));
  const rights = range(lanes).flatMap((u) =>
    range(tile.columns).map((j) => element(right, { column: columnOf(j) }, add(step, i32(u)))),
  );
  const names = scope.emit([...lefts, ...rights]).map((text) => scope.name(text));
  const rightName = (u: number, j: number): string => names[tile.rows + u * tile.columns + j]!;
  const body = (sum: (k: number) => string): string[] =>
    range(tile.rows).flatMap((i) => {
      const shared = range(lanes).map((u) => `let x${i}${"abcd"[u]} = subgroupBroadcast(${names[i]}, ${u}u);`);
      const sums = range(tile.columns).map((j) => {
        const [a, b, c, d] = range(lanes).map((u) => `x${i}${"abcd"[u]} * ${rightName(u, j)}`);
        return `${sum(i * tile.columns + j)} += (${a} + ${b}) + (${c} + ${d});`;
      });
      return [...shared, ...sums];
    });
  const sums = range(tile.rows * tile.columns);
  const nest = accumulationLoops(loops, sums, scope, body);

  const after = new Scope(slots, counters, 0, scope);
  const guards = [
    ...(rows % tile.rows === 0 ? [] : [(i: number, _: number) => owns(rowOf(i), gridIndex(1, down), tile.rows)]),
    ...(columns % width === 0 ? [] : [(_: number, j: number) => owns(columnOf(j), gridIndex(2, across), width)]),
  ];
  const stores = sums.flatMap((k) => {
    const [i, j] = [Math.floor(k / tile.columns), k % tile.columns];
    const where = { ...place, row: rowOf(i), column: columnOf(j) };
    const moved = kernel.stores.map(
      ({ buffer, index, value }): Store => ({
        buffer,
        index: at(index, where),
        value: at(value, where, accumulator("f32", k)),
      }),
    );
    const conditions = after.emit(guards.map((guard) => guard(i, j)));
    const lines = storeAll(moved, slots, after);
    const own = after.blocks[0]!.splice(0);
    return conditions.length === 0
      ? [...own, ...lines]
      : [...own, `if (${conditions.join(" && ")}) {`, ...indent(lines), "}"];
  });

  return shader(slots, { count: batch * down * across, size: lanes, subgroup: true }, [
    `let tn = i32(group % ${across}u);`,
    `let tm = i32(group / ${across}u % ${down}u);`,
    `let tb = i32(group / ${across * down}u);`,
    ...scope.blocks[0]!,
    ...sums.map((k) => `var a${k} = 0.0f;`),
    ...nest,
    ...stores,
  ]);
}

const range = (length: number): number[] => Array.from({ length }, (_, n) => n);

/** Whether a row (or column) belongs to its tile and not to the one before, which the last tile may overlap. */
const owns = (index: Expr, tile: Expr, size: number): Expr => binary("ge", index, binary("mul", tile, i32(size)));

/** The depth, or its last element where the last step reaches beyond the end. */
const clamp = (k: Expr, depth: number): Expr => (depth % lanes === 0 ? k : binary("min", k, i32(depth - 1)));

const inside = (x: Expr, k: Expr, depth: number): Expr =>
  depth % lanes === 0 ? x : select(binary("lt", k, i32(depth)), x, constant("f32", 0));
