/**
 * Names of axes in metadata, while transformations add and remove axes. A Variable whose `outSharding` is ["in", "out"] in one layer
 * has ["layers", "in", "out"] in a stack of them; the name is that of `transformMetadata`:
 *
 *     nnx.vmap(makeLayer, { transformMetadata: { [nnx.PARTITION_NAME]: "layers" } })
 */
import { type Metadata, metadataOf, putMetadata, type Variable } from "./variable.ts";

/**
 * The entry of `transformMetadata` that names the axis in `outSharding`.
 *
 * @example
 * const make = (key: jax.Array) => new nnx.Linear(2, 3, { rngs: new nnx.Rngs(key), kernelMetadata: { outSharding: ["in", "out"] } });
 * const stack = nnx.vmap(make, { transformMetadata: { [nnx.PARTITION_NAME]: "layers" } })(random.split(random.key(0), 4));
 * assertEqual(stack.kernel.getMetadata("outSharding"), ["layers", "in", "out"]);
 */
export const PARTITION_NAME = "partitionName";

/** Names for the axis that a transformation adds: `partitionName` in `outSharding`, any other in the metadata of that name. */
export type TransformMetadata = Readonly<Record<string, unknown>>;

// any: any value may be in a Variable
type AnyVariable = Variable<any>;

/** Enters an axis into the metadata of a Variable, and tells its `onAddAxis`. */
export function addAxis(variable: AnyVariable, index: number, names: TransformMetadata): void {
  change(variable, names, (list, name) => {
    const fields = [...list];
    const place = index < 0 ? index + variable.ndim : index;
    while (fields.length < place) fields.push(null);
    fields.splice(place, 0, name);
    return fields;
  });
  variable.addAxis(index, partitionOf(names));
}

/**
 * Takes an axis out of the metadata of a Variable, and tells its `onRemoveAxis`.
 *
 * @throws TypeError when another name stands there
 */
export function removeAxis(variable: AnyVariable, index: number, names: TransformMetadata): void {
  change(variable, names, (list, name, entry) => {
    const fields = [...list];
    const [removed = null] = fields.splice(index < 0 ? index + variable.ndim + 1 : index, 1);
    if (removed === name) return fields;
    throw new TypeError(
      `Cannot remove axis ${index} of a ${variable.constructor.name}: its ${entry} is ${JSON.stringify(list)}, where ${JSON.stringify(name)} was expected; ` +
        "make it by a transformation with the same transformMetadata, or write the name there",
    );
  });
  variable.removeAxis(index, partitionOf(names));
}

function partitionOf(names: TransformMetadata): string | null {
  if (PARTITION_NAME in names) return names[PARTITION_NAME] as string | null;
  throw new TypeError(
    `Cannot change the axes of a Variable's metadata: transformMetadata has no ${PARTITION_NAME}, only ${Object.keys(names).join(", ") || "nothing"}`,
  );
}

function change(
  variable: AnyVariable,
  names: TransformMetadata,
  changed: (list: readonly unknown[], name: unknown, entry: string) => unknown[],
): void {
  const before = metadataOf(variable);
  const after: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(names)) {
    const entry = name === PARTITION_NAME ? "outSharding" : name;
    const list = before[entry];
    if (isList(list)) after[entry] = changed([...list], value, entry);
  }
  putMetadata(variable, after as Metadata);
}

/** Lists and PartitionSpecs; an empty one says nothing of axes. */
function isList(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    Symbol.iterator in value &&
    [...(value as Iterable<unknown>)].length > 0
  );
}
