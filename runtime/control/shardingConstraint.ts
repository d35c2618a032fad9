/** The primitive behind `lax.withShardingConstraint`: the same array, lying as the user wants it. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { expectPlacing } from "../core/placement.ts";
import { definePrimitive, type Primitive } from "../core/primitive.ts";
import type { Spec } from "../core/shardRule.ts";
import { isTracing } from "../core/tracer.ts";
import { Mesh, NamedSharding, PartitionSpec, type Sharding } from "../sharding/index.ts";
import { partitionSpecOf, specOf, wholeSpec } from "../transforms/spmd/index.ts";

type ConstraintParams = { readonly sharding: NamedSharding };

const shardingConstraint: Primitive<[x: JaxArray], ConstraintParams, JaxArray> = definePrimitive<
  [x: JaxArray],
  ConstraintParams
>({
  name: "shardingConstraint",
  places: true,
  shape: ([x]) => [x!],
  partition: ([part], { sharding }, tools) => [tools.reshard(part!, wantedSpec(sharding, part!.spec))],
  jvp: ([x], [dx], params) => [[shardingConstraint(x!, params)], [shardingConstraint(dx!, params)]],
  transpose: ([ct], _, params) => [shardingConstraint(ct!, params)],
  batch([x], [b], { sharding: { mesh, spec } }) {
    const entries = Array.from({ length: Math.max(b!, spec.length) }, (_, axis) => spec.at(axis) ?? null);
    entries.splice(b!, 0, PartitionSpec.UNCONSTRAINED);
    return [[shardingConstraint(x!, { sharding: new NamedSharding(mesh, new PartitionSpec(...entries)) })], [b!]];
  },
  printParams: ({ sharding: { spec } }) => ({ spec: String(spec) }),
});

/** An axis left to the compiler stays as it is, as far as other axes do not need its mesh axes. */
function wantedSpec(sharding: NamedSharding, present: Spec): Spec {
  const wanted = specOf(sharding, present.length);
  const taken = new Set(wanted.flat());
  return wanted.map((axes, axis) =>
    sharding.spec.at(axis) === PartitionSpec.UNCONSTRAINED && axis < sharding.spec.length
      ? present[axis]!.filter((name) => !taken.has(name))
      : axes,
  );
}

/** The sharding with what it leaves to the compiler filled in as a concrete array has it. */
function withoutChoice(sharding: NamedSharding, { placement, ndim }: DeviceArray): NamedSharding {
  if (![...sharding.spec].includes(PartitionSpec.UNCONSTRAINED)) return sharding;
  const isThere = placement instanceof NamedSharding && placement.mesh.key === sharding.mesh.key;
  const present = isThere ? specOf(placement, ndim) : wholeSpec(ndim);
  return new NamedSharding(sharding.mesh, partitionSpecOf(wantedSpec(sharding, present)));
}

/**
 * The same array, lying as `sharding` says. Concrete arrays are there at once, since logical devices share memory; in a traced function it
 * is an equation. An abstract mesh has no devices to lie on, and nothing happens.
 *
 * @param x an array that can be cut so
 */
export function place(x: ArrayLike, sharding: Sharding): JaxArray {
  const array = asArray(x);
  if (sharding instanceof NamedSharding && !(sharding.mesh instanceof Mesh)) return array;
  if (array instanceof DeviceArray && !isTracing()) {
    const wanted = sharding instanceof NamedSharding ? withoutChoice(sharding, array) : sharding;
    return array.placement?.key === wanted.key ? array : array.placedAt(wanted);
  }
  if (!(sharding instanceof NamedSharding)) return array;
  expectPlacing();
  return shardingConstraint(array, { sharding });
}
