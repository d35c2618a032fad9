/** Drawings of how arrays lie on devices, as text. */
import { type ArrayLike, DeviceArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import type { MeshDevice, PartIndex, Sharding } from "../sharding/index.ts";
import { printAval } from "../types/aval.ts";
import type { Shape } from "../types/shape.ts";
import { inspectArraySharding } from "./inspectSharding.ts";

/** Options of the drawings. */
export interface VisualizeOptions {
  /** Whether parts have colours, as escape sequences; default: where standard output is a terminal. */
  readonly useColor?: boolean;
}

/**
 * Prints a drawing of an array of one or two axes, with the devices that have each part. In a jitted function it prints when the program
 * is made.
 *
 * @param x array, concrete or traced
 * @param options see {@link VisualizeOptions}
 * @throws TypeError for an array of other than one or two axes
 * @example
 * jax.debug.visualizeArraySharding(jnp.ones([2, 2]));
 */
export function visualizeArraySharding(x: ArrayLike, options: VisualizeOptions = {}): void {
  const array = asArray(x);
  if (array instanceof DeviceArray) visualizeSharding(array.shape, array.sharding, options);
  else inspectArraySharding(array, { callback: (sharding) => visualizeSharding(array.shape, sharding, options) });
}

/**
 * Prints a drawing of how a sharding cuts arrays of a shape.
 *
 * @param shape one or two sizes
 * @param sharding a sharding with devices
 * @param options see {@link VisualizeOptions}
 * @throws TypeError for another number of axes
 * @example
 * jax.debug.visualizeSharding([4, 2], new jax.NamedSharding(jax.makeMesh([1], ["data"]), jax.P("data")));
 */
export function visualizeSharding(shape: Shape, sharding: Sharding, options: VisualizeOptions = {}): void {
  const { useColor = isTerminal() } = options;
  console.log(drawSharding(shape, sharding, useColor));
}

/** The drawing. */
export function drawSharding(shape: Shape, sharding: Sharding, useColor: boolean): string {
  if (shape.length < 1 || shape.length > 2) {
    throw new TypeError(
      `Cannot draw the sharding of ${printAval({ shape, dtype: "float32", weakType: false })}: there are drawings of one and two axes; look at x.sharding, or at x.addressableShards`,
    );
  }
  const owners = new Map<string, { readonly index: PartIndex; readonly devices: MeshDevice[] }>();
  for (const [device, part] of sharding.devicesIndicesMap(shape)) {
    const index: PartIndex = shape.length === 1 ? [[0, 1], part[0]!] : part; // a vector lies across
    const known = owners.get(String(index));
    if (known) known.devices.push(device);
    else owners.set(String(index), { index, devices: [device] });
  }
  const rows = startsOf([...owners.values()].map(({ index }) => index[0]![0]));
  const columns = startsOf([...owners.values()].map(({ index }) => index[1]![0]));
  const cells = rows.map((row) =>
    columns.map((column) => {
      const owner = [...owners.values()].find(({ index }) => index[0]![0] === row && index[1]![0] === column)!;
      return nameOf(owner.devices);
    }),
  );
  const width = Math.max(...cells.flat().map(({ length }) => length)) + 2;
  const line = (left: string, middle: string, right: string): string =>
    left + columns.map(() => "─".repeat(width)).join(middle) + right;
  const body = cells.map((row, i) => {
    const drawn = row.map((name, j) => colored(centred(name, width), i * columns.length + j, useColor));
    return `│${drawn.join("│")}│`;
  });
  return [line("┌", "┬", "┐"), body.join(`\n${line("├", "┼", "┤")}\n`), line("└", "┴", "┘")].join("\n");
}

/** `WASM 0,1` */
function nameOf(devices: readonly MeshDevice[]): string {
  return `${devices[0]!.platform.toUpperCase()} ${devices.map(({ id }) => id).join(",")}`;
}

function startsOf(places: readonly number[]): number[] {
  return [...new Set(places)].sort((a, b) => a - b);
}

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return `${" ".repeat(left)}${text}${" ".repeat(width - text.length - left)}`;
}

/** Backgrounds that black letters can be read on, neighbours apart. */
const backgrounds = [153, 216, 151, 222, 183, 210, 116, 187];

function colored(text: string, n: number, useColor: boolean): string {
  return useColor ? `\u001b[30;48;5;${backgrounds[n % backgrounds.length]}m${text}\u001b[0m` : text;
}

function isTerminal(): boolean {
  const { process } = globalThis as { process?: { stdout?: { isTTY?: boolean } } };
  return process?.stdout?.isTTY ?? false;
}
