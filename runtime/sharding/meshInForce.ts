/** The mesh that specs without a mesh refer to. */
import { withCleanup } from "../interrupts/withCleanup.ts";
import { AbstractMesh, type Mesh } from "./mesh.ts";

const noMesh = new AbstractMesh([], []);
let inForce: Mesh | AbstractMesh = noMesh;

/**
 * Sets the mesh that PartitionSpecs refer to where no mesh is given.
 *
 * @param mesh the mesh; null: none
 * @param body what to run with it; left out: it stays in force
 * @returns what `body` returns
 * @example
 * const mesh = jax.makeMesh([1], ["data"]);
 * const x = jax.setMesh(mesh, () => jax.lax.withShardingConstraint(jnp.ones([4]), jax.P("data")));
 * assertEqual([x.shape, jax.sharding.getMesh().empty], [[4], true]);
 */
export function setMesh<R = void>(mesh: Mesh | AbstractMesh | null, body?: () => R): R {
  const before = inForce;
  inForce = mesh ?? noMesh;
  if (!body) return undefined as R;
  return withCleanup(body, () => {
    inForce = before;
  });
}

/**
 * The mesh in force: that of `jax.setMesh`.
 *
 * @returns the mesh; outside of `jax.setMesh` one without axes
 * @example
 * assertEqual(jax.setMesh(jax.makeMesh([1], ["data"]), () => jax.sharding.getMesh().axisNames), ["data"]);
 */
export function getMesh(): Mesh | AbstractMesh {
  return inForce;
}

/** Whether a mesh is the one in force, or one of the same axes and devices: what was traced for it can be used. */
export function isInForce(mesh: AbstractMesh): boolean {
  return mesh === inForce || mesh.key === inForce.key;
}

/**
 * The axes of the mesh in force.
 *
 * @returns an AbstractMesh; outside of `jax.setMesh` one without axes
 * @example
 * assertEqual(jax.sharding.getAbstractMesh(), "AbstractMesh()");
 */
export function getAbstractMesh(): AbstractMesh {
  const { axisSizes, axisNames, axisTypes } = getMesh();
  return new AbstractMesh(axisSizes, axisNames, { axisTypes });
}
