/** Which axes of a weight make the rows and which the columns of the matrix that Muon and GaLore see. */
import type { JaxArray } from "../../core/array.ts";
import { reshape, transpose } from "../../numpy/index.ts";

/** Axes by which a weight is made a matrix. In a tree of parameters it stands in the place of one, as a leaf does. */
export abstract class WeightDimensionNumbers {
  /** Axes of the rows. */
  readonly reductionAxis: number | readonly number[];
  /** Axes of the columns. */
  readonly outputAxis: number | readonly number[];
  constructor(reductionAxis: number | readonly number[] = 0, outputAxis: number | readonly number[] = 1) {
    this.reductionAxis = reductionAxis;
    this.outputAxis = outputAxis;
  }
  /** `MuonDimensionNumbers(reduction_axis=0, output_axis=1)`, as Python prints it. */
  toString(): string {
    return `${this.constructor.name}(reduction_axis=${this.reductionAxis}, output_axis=${this.outputAxis})`;
  }
}

/** A weight as matrices, one for each index of the axes that are neither rows nor columns, and back. */
export interface MatrixView {
  readonly rows: number;
  readonly columns: number;
  /** f[…] → f[batch, rows, columns] */
  toMatrices(x: JaxArray): JaxArray;
  /** f[batch, rows, columns] → f[…] */
  fromMatrices(x: JaxArray): JaxArray;
  /** Axes that are neither rows nor columns. */
  readonly batchAxes: readonly number[];
}

/** How a weight of a shape becomes matrices; throws for vectors and for axes that are rows and columns both. */
export function matrixView(shape: readonly number[], numbers: WeightDimensionNumbers, name: string): MatrixView {
  if (shape.length < 2) {
    throw new TypeError(`Cannot apply ${name} to a parameter of shape [${shape}]: it needs at least 2 axes`);
  }
  const { length: rank } = shape;
  const axes = (axis: number | readonly number[]): number[] =>
    (typeof axis === "number" ? [axis] : [...axis]).map((k) => ((k % rank) + rank) % rank);
  const [rowAxes, columnAxes] = [axes(numbers.reductionAxis), axes(numbers.outputAxis)];
  const both = rowAxes.find((axis) => columnAxes.includes(axis));
  if (both !== undefined) {
    throw new RangeError(
      `Cannot apply ${name} to a parameter of shape [${shape}]: axis ${both} is both of the rows and of the columns in ${numbers}`,
    );
  }
  const batchAxes = [...shape.keys()].filter((axis) => !rowAxes.includes(axis) && !columnAxes.includes(axis));
  const order = [...batchAxes, ...rowAxes, ...columnAxes];
  const inverse = order.map((_, axis) => order.indexOf(axis));
  const lengths = (which: readonly number[]): number => which.reduce((n, axis) => n * shape[axis]!, 1);
  const flat = [lengths(batchAxes), lengths(rowAxes), lengths(columnAxes)];
  const unflat = order.map((axis) => shape[axis]!);
  return {
    rows: flat[1]!,
    columns: flat[2]!,
    batchAxes,
    toMatrices: (x) => reshape(transpose(x, { axes: order }), flat),
    fromMatrices: (x) => transpose(reshape(x, unflat), { axes: inverse }),
  };
}
