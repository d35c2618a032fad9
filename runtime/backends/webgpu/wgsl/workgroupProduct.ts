/**
 * A matrix product by workgroups that share what they load, for GPUs. The operands go through workgroup memory, a slice of sixteen
 * along the depth at a time; from there each invocation takes four rows and four columns at once, as vectors, into registers.
 *
 *     for each slice of the depth                       64 × 64 results, 256 invocations:
 *       workgroup memory ◀─ 64 × 16 left, 16 × 64 right   8 loads for each invocation, neighbours side by side
 *       barrier
 *       16 times: 4 left × 4 right ─▶ 16 sums             2 vector loads for 16 multiplications and additions
 *       barrier
 *
 * Device memory is read once per tile instead of once per result: 64 × 64 tiles read a 32nd of what single results would.
 */
import { accumulator, binary, constant, gridIndex, reduceIndex, select } from "../../../ir/build.ts";
import type { Axis, Expr } from "../../../ir/expr.ts";
import type { BufferDecl, Store } from "../../../ir/kernel.ts";
import { topological } from "../../../ir/walk.ts";
import type { Tuning } from "../tuning.ts";
import { accumulationLoops, indent, loopsOver } from "./loops.ts";
import { at, isContiguousAlongDepth, type MatrixProduct, type Place } from "./matrixProduct.ts";
import { type Counters, Scope } from "./scope.ts";
import { mostGroups, type Shader, shader } from "./shader.ts";
import { slotsOf } from "./slots.ts";
import { storeAll } from "./storeAll.ts";

/** Invocations along each side of a tile, and rows that each computes; columns are four. */
export interface WorkgroupTile {
  readonly kind: "workgroup";
  readonly side: number;
  readonly rows: number;
}

const width = 4;
/** Larger tiles read less; smaller ones leave work for more workgroups. */
const tiles: readonly WorkgroupTile[] = [
  { kind: "workgroup", side: 16, rows: 8 },
  { kind: "workgroup", side: 16, rows: 4 },
  { kind: "workgroup", side: 8, rows: 4 },
];
/** Elements of the depth in workgroup memory at a time. */
const slice = 16;
/** Smaller products are not worth a barrier. */
const smallest = 16;
/** Statements that the stores may grow to. */
const mostOperations = 2000;

const i32 = (value: number): Expr => constant("i32", value);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const range = (length: number): number[] => Array.from({ length }, (_, n) => n);

/** The tiles, largest first, that leave enough to do side by side, on a device that has workgroup memory worth the name. */
export function workgroupTiles(product: MatrixProduct, tuning: Tuning): readonly WorkgroupTile[] {
  const { batch, rows, columns, depth, kernel } = product;
  if (tuning.sharing === 0 || Math.min(rows, columns, depth) < smallest) return [];
  const perResult = topological(kernel.stores.flatMap(({ index, value }) => [index, value])).length;
  return tiles.filter((each) => {
    const count = batch * Math.ceil(rows / (each.side * each.rows)) * Math.ceil(columns / (each.side * width));
    const isBusy = count * each.side ** 2 * tuning.sharing >= tuning.busy;
    return isBusy && count <= mostGroups && perResult * each.rows * width <= mostOperations;
  });
}

/** The product's shader. */
export function workgroupProduct(
  product: MatrixProduct,
  tile: WorkgroupTile,
  buffers: readonly BufferDecl[],
  home: readonly number[],
): Shader {
  const { kernel, batch, rows, columns, depth } = product;
  const [tileRows, tileColumns] = [tile.side * tile.rows, tile.side * width];
  const size = tile.side ** 2;
  const down = Math.ceil(rows / tileRows);
  const across = Math.ceil(columns / tileColumns);
  const steps = Math.ceil(depth / slice);
  // Loops of the shader: the tile's place, the slice, and the invocation's number and place in the tile, counted as reduction loops.
  const [step, lane] = [reduceIndex(0, steps), reduceIndex(1, size)];
  const [down4, across4] = [reduceIndex(2, tile.side), reduceIndex(3, tile.side)];
  const start = (position: number, count: number, of: number): Expr =>
    binary("mul", gridIndex(position, count), i32(of));
  const place = { batch: gridIndex(0, batch) };

  const slots = slotsOf([kernel], buffers, home);
  const loops = loopsOver("r0", steps, true);
  const counters: Counters = ({ kind, position }: Axis) => {
    if (kind === "grid") return { text: ["tb", "tm", "tn"][position]!, depth: 0 };
    if (position === 0) return { text: "r0", depth: loops.length };
    return { text: ["i32(lane)", "ty", "tx"][position - 1]!, depth: 0 };
  };
  const scope = new Scope(slots, counters, loops.length);

  /**
   * What an invocation brings into a tile of workgroup memory. It writes whole vectors: two invocations may not write components of
   * one (https://www.w3.org/TR/WGSL/#component-reference-from-vector-memory-view).
   */
  const fill = (
    name: string,
    x: Expr,
    extent: number,
    base: Expr,
    of: number,
    where: (i: Expr) => Partial<Place>,
  ): string[] => {
    const alongDepth = isContiguousAlongDepth(x);
    const vectors = extent / width;
    return range((vectors * slice) / size).map((n) => {
      const number = add(lane, i32(n * size));
      const fast = i32(alongDepth ? slice : vectors);
      const [low, high] = [binary("rem", number, fast), binary("div", number, fast)];
      const [d, v] = alongDepth ? [low, high] : [high, low];
      const k = add(binary("mul", step, i32(slice)), d);
      const kInRange = depth % slice === 0 ? k : binary("min", k, i32(depth - 1));
      const elements = range(width).map((c) => {
        const index = add(base, add(binary("mul", v, i32(width)), i32(c)));
        const inRange = of % extent === 0 ? index : binary("min", index, i32(of - 1));
        const loaded = at(x, { ...place, ...where(inRange), depth: kInRange });
        return depth % slice === 0 ? loaded : select(binary("lt", k, i32(depth)), loaded, constant("f32", 0));
      });
      const [to, ...texts] = scope.emit([add(binary("mul", d, i32(pitch(extent))), v), ...elements]);
      return `${name}[${to}] = vec4f(${texts.join(", ")});`;
    });
  };
  const fills = [
    ...fill("lefts", product.left, tileRows, start(1, down, tileRows), rows, (row) => ({ row })),
    ...fill("rights", product.right, tileColumns, start(2, across, tileColumns), columns, (column) => ({ column })),
  ];
  const sums = range(tile.rows);
  const body = (sum: (k: number) => string): string[] => [
    ...fills,
    "workgroupBarrier();",
    ...sums.map((k) => `var p${k} = vec4f();`),
    `for (var d = 0; d < ${slice}; d += 1) {`,
    ...indent([
      `let right = rights[d * ${pitch(tileColumns)} + tx];`,
      ...range(tile.rows / 4).map((n) => {
        const first = tile.rows === 4 ? "ty" : `ty * ${tile.rows / 4}${n === 0 ? "" : ` + ${n}`}`;
        return `let left${n} = lefts[d * ${pitch(tileRows)} + ${first}];`;
      }),
      ...sums.map((k) => `p${k} += left${k >> 2}.${"xyzw"[k & 3]} * right;`),
    ]),
    "}",
    ...sums.map((k) => `${sum(k)} += p${k};`),
    "workgroupBarrier();",
  ];
  const nest = accumulationLoops(loops, sums, scope, body, { name: "c", zero: "vec4f()" });

  const after = new Scope(slots, counters, 0, scope);
  const stores = range(tile.rows * width).flatMap((n) => {
    const [i, j] = [Math.floor(n / width), n % width];
    const row = add(start(1, down, tileRows), add(binary("mul", down4, i32(tile.rows)), i32(i)));
    const column = add(start(2, across, tileColumns), add(binary("mul", across4, i32(width)), i32(j)));
    const guards = [
      ...(rows % tileRows === 0 ? [] : [binary("lt", row, i32(rows))]),
      ...(columns % tileColumns === 0 ? [] : [binary("lt", column, i32(columns))]),
    ];
    const where = {
      ...place,
      row: rows % tileRows === 0 ? row : binary("min", row, i32(rows - 1)),
      column: columns % tileColumns === 0 ? column : binary("min", column, i32(columns - 1)),
    };
    const moved = kernel.stores.map(
      ({ buffer, index, value }): Store => ({
        buffer,
        index: at(index, where),
        value: at(value, where, accumulator("f32", n)),
      }),
    );
    const conditions = after.emit(guards);
    const lines = storeAll(moved, slots, after);
    const own = after.blocks[0]!.splice(0);
    const guarded = conditions.length === 0 ? lines : [`if (${conditions.join(" && ")}) {`, ...indent(lines), "}"];
    return [`let a${n} = c${i}.${"xyzw"[j]};`, ...own, ...guarded];
  });

  const shared = [
    `var<workgroup> lefts: array<vec4f, ${slice * pitch(tileRows)}>;`,
    `var<workgroup> rights: array<vec4f, ${slice * pitch(tileColumns)}>;`,
  ];
  return shader(
    slots,
    { count: batch * down * across, size },
    [
      `let tn = i32(group % ${across}u);`,
      `let tm = i32(group / ${across}u % ${down}u);`,
      `let tb = i32(group / ${across * down}u);`,
      `let tx = i32(lane % ${tile.side}u);`,
      `let ty = i32(lane / ${tile.side}u);`,
      ...scope.blocks[0]!,
      ...sums.map((k) => `var c${k} = vec4f();`),
      ...nest,
      ...stores,
    ],
    [shared.join("\n")],
  );
}

/** Vectors from one depth to the next; one more than needed, so that neighbours along the depth do not meet in one bank. */
const pitch = (extent: number): number => extent / width + 1;
