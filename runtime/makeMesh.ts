import { devices } from "./devices.ts";
import { type AxisType, type DeviceGrid, Mesh, type MeshDevice } from "./sharding/index.ts";

/**
 * A mesh of the devices there are.
 *
 * @param axisShapes number of devices along each axis
 * @param axisNames a name for each axis
 * @param options.axisTypes a type for each axis; default Explicit
 * @param options.devices which devices; default `jax.devices()`
 * @throws RangeError for more devices than there are; `jax.config.update("numDevices", 8)` makes more
 * @example
 * const mesh = jax.makeMesh([1, 1], ["data", "model"]);
 * assertEqual(mesh, "Mesh('data': 1, 'model': 1, axis_types=(Explicit, Explicit))");
 */
export function makeMesh(
  axisShapes: readonly number[],
  axisNames: readonly string[],
  options: { readonly axisTypes?: readonly AxisType[]; readonly devices?: readonly MeshDevice[] } = {},
): Mesh {
  const { axisTypes = axisNames.map(() => "Explicit" as const), devices: given = devices() } = options;
  const count = axisShapes.reduce((product, n) => product * n, 1);
  if (count > given.length) {
    throw new RangeError(
      `Cannot make a mesh of shape (${axisShapes.join(", ")}): it needs ${count} devices, there ${given.length === 1 ? "is one" : `are ${given.length}`}; ` +
        `use new jax.sharding.AbstractMesh to check specs for more, or make logical devices with jax.config.update("numDevices", ${count})`,
    );
  }
  let next = 0;
  const grid = (axis: number): DeviceGrid =>
    Array.from({ length: axisShapes[axis]! }, () => (axis === axisShapes.length - 1 ? given[next++]! : grid(axis + 1)));
  return new Mesh(axisShapes.length === 0 ? [] : grid(0), axisNames, { axisTypes });
}
