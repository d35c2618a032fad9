/**
 * `jax.sharding`: how arrays are cut over a mesh of devices. These are values: they print, compare and check shapes. This runtime computes
 * on one device, on which every part is the whole.
 */
export { checkShardings, isShardingLeaf, resolveSharding, type ShardingTree } from "./checkShardings.ts";
export { AbstractMesh, AxisType, type DeviceGrid, Mesh, type MeshDevice } from "./mesh.ts";
export { getAbstractMesh, getMesh, setMesh } from "./meshInForce.ts";
export { type AxisName, type Partition, PartitionSpec } from "./partitionSpec.ts";
export { checkAxes, NamedSharding, Sharding, SingleDeviceSharding } from "./sharding.ts";
