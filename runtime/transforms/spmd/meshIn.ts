/** The mesh that a computation runs on. */

import { innerJaxprs } from "../../core/innerJaxprs.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import type { Params, Primitive } from "../../core/primitive.ts";
import { type AbstractMesh, NamedSharding, type Sharding, SingleDeviceSharding } from "../../sharding/index.ts";

/**
 * The one mesh of inputs and of what the jaxpr asks for; undefined where there is none.
 *
 * @throws TypeError for two meshes, and for arrays that were put on one device beside others
 */
export function meshIn(jaxpr: Jaxpr, placements: readonly (Sharding | undefined)[]): AbstractMesh | undefined {
  const shardings = [...placements, ...shardingsIn(jaxpr)].filter((sharding) => sharding !== undefined);
  const meshes = shardings.flatMap((sharding) => (sharding instanceof NamedSharding ? [sharding.mesh] : []));
  const [mesh] = meshes;
  const other = meshes.find(({ key }) => key !== mesh!.key);
  if (other) {
    throw new TypeError(
      `Cannot compute with arrays on ${mesh} and on ${other}: put them on one mesh with jax.devicePut(x, sharding)`,
    );
  }
  const alone = shardings.filter((sharding) => sharding instanceof SingleDeviceSharding);
  const elsewhere = alone.find(({ key }) => key !== alone[0]!.key);
  if (elsewhere || (mesh && alone.length > 0)) {
    throw new TypeError(
      `Cannot compute with arrays on ${alone[0]!.device} and on ${elsewhere ? elsewhere.device : mesh}: put them on the same devices with jax.devicePut(x, ${mesh ? "sharding" : "device"})`,
    );
  }
  return mesh;
}

/** What the primitives of a jaxpr that place arrays (`Rules.places`) ask for. */
function shardingsIn(jaxpr: Jaxpr): Sharding[] {
  return jaxpr.equations.flatMap(({ primitive, params }) => shardingsOf(primitive, params));
}

function shardingsOf(primitive: Primitive, params: Params): Sharding[] {
  if (primitive.places) return "sharding" in params ? [params.sharding as Sharding] : [];
  return innerJaxprs(primitive, params).flatMap(shardingsIn);
}
