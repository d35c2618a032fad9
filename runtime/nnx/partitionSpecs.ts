/** What the metadata of Variables say about meshes: `outSharding`, a mesh axis for each axis of the array. */
import { type AbstractMesh, getMesh, NamedSharding, PartitionSpec, setMesh } from "../sharding/index.ts";
import { ShapeDtypeStruct } from "../transforms/shapeDtypeStruct.ts";
import { map as mapTree } from "../tree/index.ts";
import type { Shape } from "../types/shape.ts";
import type { GraphDef } from "./graph/graphDef.ts";
import { map } from "./graph/map.ts";
import { split } from "./graph/split.ts";
import { specInMetadata } from "./outSharding.ts";
import { mapState, type State } from "./state.ts";
import { evalShape } from "./transforms/evalShape.ts";
import { metadataOf, peek, Variable } from "./variable.ts";

// any: any value may be in a Variable
type AnyVariable = Variable<any>;

/** How a Variable is cut, by its metadata `outSharding` (a list or a PartitionSpec) and the rules in force. */
export function specOf(variable: AnyVariable): PartitionSpec | null {
  return specInMetadata(metadataOf(variable)) ?? (hasShape(peek(variable)) ? new PartitionSpec() : null);
}

/**
 * A tree of Variables with a PartitionSpec in each, as its metadata say.
 *
 * @param tree a State, or any tree of Variables and arrays
 * @returns the tree, with Variables around PartitionSpecs; `P()` for arrays, and for Variables without `outSharding`
 * @throws TypeError where rules for one name disagree
 * @example
 * const layer = new nnx.Linear(2, 4, { rngs: new nnx.Rngs(0), kernelMetadata: { outSharding: [null, "model"] } });
 * const specs = nnx.getPartitionSpec(nnx.state(layer));
 * assertEqual([String(specs.kernel.value), String(specs.bias.value)], ["P(None, 'model')", "P()"]);
 */
// any: the structure of the tree is the caller's
export function getPartitionSpec(tree: unknown): any {
  return mapVariables((leaf) => {
    if (leaf instanceof Variable) return leaf.replace(specOf(leaf));
    return hasShape(leaf) ? new PartitionSpec() : null;
  }, tree);
}

/**
 * As {@link getPartitionSpec}, with a NamedSharding for the mesh in each Variable.
 *
 * @param tree a State, or any tree of Variables and arrays
 * @param mesh a Mesh or AbstractMesh
 * @throws TypeError for a mesh axis that is not there
 * @example
 * const layer = new nnx.Linear(2, 4, { rngs: new nnx.Rngs(0), kernelMetadata: { outSharding: [null, "model"] } });
 * const mesh = new jax.sharding.AbstractMesh([2], ["model"]);
 * assertEqual(nnx.getNamedSharding(nnx.state(layer), mesh).kernel.value.shardShape([2, 4]), [2, 2]);
 */
// any: the structure of the tree is the caller's
export function getNamedSharding(tree: unknown, mesh: AbstractMesh): any {
  const sharding = (spec: PartitionSpec | null) => (spec === null ? null : new NamedSharding(mesh, spec));
  return mapVariables((leaf) => {
    if (leaf instanceof Variable) return leaf.replace(sharding(specOf(leaf)));
    return hasShape(leaf) ? sharding(new PartitionSpec()) : null;
  }, tree);
}

/**
 * The structure and the state of a model that is not made: shapes and dtypes in place of arrays, and how each lies on a mesh.
 *
 * @param init function that makes the model
 * @param mesh a Mesh or AbstractMesh
 * @returns the GraphDef and the State, of `jax.ShapeDtypeStruct`s with a sharding
 * @throws TypeError for a mesh axis that is not there
 * @example
 * const mesh = new jax.sharding.AbstractMesh([2], ["model"]);
 * const make = () => new nnx.Linear(2, 4, { rngs: new nnx.Rngs(0), kernelMetadata: { outSharding: [null, "model"] } });
 * const [graphdef, state] = nnx.getAbstractModel(make, mesh);
 * assertEqual([graphdef.numLeaves, String(state.kernel.value.sharding.spec)], [2, "P(None, 'model')"]);
 */
export function getAbstractModel(init: () => unknown, mesh: AbstractMesh): [graphdef: GraphDef, state: State] {
  const [graphdef, state] = setMesh(mesh, () => split(evalShape(init)));
  const withSharding = (variable: unknown): unknown =>
    variable instanceof Variable ? abstractly(variable, mesh) : variable;
  return [graphdef, mapState((_, variable) => withSharding(variable), state!)];
}

/**
 * A model of shapes (as `nnx.evalShape` makes it) whose Variables say how they lie on a mesh: that of their metadata `mesh`, or of
 * `jax.setMesh`.
 *
 * @param node a module
 * @returns a copy with a sharding in each `jax.ShapeDtypeStruct` whose Variable has `outSharding`
 * @throws TypeError for a mesh axis that is not there, and where there is no mesh
 * @example
 * const make = () => new nnx.Linear(2, 4, { rngs: new nnx.Rngs(0), kernelMetadata: { outSharding: [null, "model"] } });
 * const mesh = new jax.sharding.AbstractMesh([2], ["model"]);
 * const model = jax.setMesh(mesh, () => nnx.asAbstract(nnx.evalShape(make)));
 * assertEqual([model.kernel.value.sharding.spec.at(1), model.bias.value.sharding], ["model", null]);
 */
export function asAbstract<T>(node: T): T {
  return map((_, variable) => {
    const value: unknown = variable instanceof Variable ? peek(variable) : undefined;
    if (!(value instanceof ShapeDtypeStruct) || value.sharding || !variable.hasMetadata("outSharding")) return variable;
    return abstractly(variable, (variable.getMetadata("mesh") as AbstractMesh | undefined) ?? getMesh());
  }, node);
}

function abstractly(variable: AnyVariable, mesh: AbstractMesh): AnyVariable {
  const value = peek(variable);
  const spec = specOf(variable);
  if (!(value instanceof ShapeDtypeStruct) || spec === null) return variable;
  const sharding = new NamedSharding(mesh, spec);
  sharding.shardShape(value.shape);
  return variable.replace(
    new ShapeDtypeStruct(value.shape, value.dtype, { weakType: value.weakType, sharding }),
  ) as AnyVariable;
}

function mapVariables(f: (leaf: unknown) => unknown, tree: unknown): unknown {
  return mapTree(f, tree, { isLeaf: (x: unknown) => x instanceof Variable });
}

function hasShape(value: unknown): value is { shape: Shape } {
  return typeof value === "object" && value !== null && "shape" in value;
}
