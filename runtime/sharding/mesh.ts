/** A grid of devices with names for its axes. */
import { showInConsole } from "../core/showInConsole.ts";

/** What a mesh needs to know of a device. */
export interface MeshDevice {
  readonly id: number;
  readonly platform: string;
}

/** A list of devices, or a nested one with a level for each axis. */
export type DeviceGrid = readonly (MeshDevice | DeviceGrid)[];

/** How arrays are cut along a mesh axis: by the compiler, as types say, or by hand as in `shardMap`. */
export type AxisType = "Auto" | "Explicit" | "Manual";

/**
 * How arrays are cut along a mesh axis.
 *
 * @example
 * const mesh = jax.makeMesh([1], ["data"], { axisTypes: [jax.sharding.AxisType.Auto] });
 * assertEqual(mesh, "Mesh('data': 1, axis_types=(Auto,))");
 */
export const AxisType: { readonly [K in AxisType]: K } = { Auto: "Auto", Explicit: "Explicit", Manual: "Manual" };

/**
 * The axes of a mesh without its devices. With it specs can be checked for any number of devices.
 *
 * @example
 * const mesh = new jax.sharding.AbstractMesh([4, 2], ["data", "model"]);
 * assertEqual(mesh, "AbstractMesh('data': 4, 'model': 2, axis_types=(Auto, Auto))");
 * assertEqual([mesh.size, mesh.shape], [8, { data: 4, model: 2 }]);
 */
export class AbstractMesh {
  readonly axisSizes: readonly number[];
  readonly axisNames: readonly string[];
  readonly axisTypes: readonly AxisType[];

  /**
   * @param axisSizes number of devices along each axis
   * @param axisNames a name for each axis
   * @param options.axisTypes a type for each axis; default Auto
   * @throws TypeError where the numbers of sizes, names and types differ, and for a name given twice
   */
  constructor(
    axisSizes: readonly number[],
    axisNames: readonly string[],
    options: { readonly axisTypes?: readonly AxisType[] } = {},
  ) {
    const { axisTypes = axisNames.map(() => "Auto" as const) } = options;
    if (axisSizes.length !== axisNames.length || axisTypes.length !== axisNames.length) {
      throw new TypeError(
        `Cannot make a mesh: there are ${axisSizes.length} axes, ${axisNames.length} names (${axisNames.join(", ")}) and ${axisTypes.length} types; give one of each for every axis`,
      );
    }
    const twice = axisNames.find((name, i) => axisNames.indexOf(name) < i);
    if (twice !== undefined) throw new TypeError(`Cannot make a mesh: two axes have the name "${twice}"`);
    const wrong = axisSizes.find((size) => !(Number.isInteger(size) && size > 0));
    if (wrong !== undefined) throw new RangeError(`Cannot make a mesh: sizes must be whole numbers > 0, got ${wrong}`);
    this.axisSizes = axisSizes;
    this.axisNames = axisNames;
    this.axisTypes = axisTypes;
  }

  /** Sizes by name. */
  get shape(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.axisNames.map((name, i) => [name, this.axisSizes[i]!]));
  }

  /** Number of devices. */
  get size(): number {
    return this.axisSizes.reduce((product, n) => product * n, 1);
  }

  /** Whether it has no axes. */
  get empty(): boolean {
    return this.axisNames.length === 0;
  }

  /** A text that two meshes share only if they mean the same. */
  get key(): string {
    return String(this);
  }

  equals(other: unknown): boolean {
    return other instanceof AbstractMesh && other.constructor === this.constructor && String(this) === String(other);
  }

  toString(): string {
    return this.empty ? `${this.constructor.name}()` : `${this.constructor.name}(${this.printAxes()})`;
  }

  protected printAxes(): string {
    const sizes = this.axisNames.map((name, i) => `'${name}': ${this.axisSizes[i]}`);
    const types = `(${this.axisTypes.join(", ")}${this.axisTypes.length === 1 ? "," : ""})`;
    return `${sizes.join(", ")}, axis_types=${types}`;
  }
}
showInConsole(AbstractMesh);

/**
 * A grid of devices with names for its axes.
 *
 * @example
 * const mesh = new jax.sharding.Mesh([[jax.devices()[0]!]], ["data", "model"]);
 * assertEqual([String(mesh), mesh.shape], ["Mesh('data': 1, 'model': 1, axis_types=(Auto, Auto))", { data: 1, model: 1 }]);
 */
export class Mesh extends AbstractMesh {
  /** The devices, row by row. */
  readonly devices: readonly MeshDevice[];

  /**
   * @param devices a list, or a nested list with a level for each axis
   * @param axisNames a name for each axis; a lone name for one axis
   * @param options.axisTypes a type for each axis; default Auto
   * @throws TypeError where there are not as many names as axes, or rows of different length; RangeError for a device that is there twice
   */
  constructor(
    devices: DeviceGrid,
    axisNames: string | readonly string[],
    options: { readonly axisTypes?: readonly AxisType[] } = {},
  ) {
    const names = typeof axisNames === "string" ? [axisNames] : axisNames;
    super(shapeOf(devices), names, options);
    this.devices = (devices as readonly unknown[]).flat(Number.POSITIVE_INFINITY) as MeshDevice[];
    if (this.devices.length !== this.size) {
      throw new TypeError(
        `Cannot make a mesh of axes (${names.join(", ")}): its rows have different lengths, ${this.devices.length} devices do not fill a grid of ${this.axisSizes.join(" × ")}`,
      );
    }
    const twice = this.devices.find((device, i) => this.devices.indexOf(device) < i);
    if (twice) throw new RangeError(`Cannot make a mesh: it has the device ${String(twice)} twice`);
  }

  /** The devices that the mesh is made of, as a text: meshes with the same lay arrays alike. */
  override get key(): string {
    return `${String(this)}:${this.devices.map(({ platform, id }) => `${platform}${id}`).join(",")}`;
  }

  /** The same axes without devices. */
  get abstractMesh(): AbstractMesh {
    return new AbstractMesh(this.axisSizes, this.axisNames, { axisTypes: this.axisTypes });
  }

  override equals(other: unknown): boolean {
    return (
      other instanceof Mesh && super.equals(other) && this.devices.every((device, i) => device === other.devices[i])
    );
  }
}

function shapeOf(devices: DeviceGrid): number[] {
  const shape: number[] = [];
  for (let level: unknown = devices; Array.isArray(level); level = level[0]) shape.push(level.length);
  return shape;
}
