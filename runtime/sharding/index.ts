/** `jax.sharding`: how arrays are cut over a mesh of devices. These are values: they print, compare and check shapes. */
export { checkShardings, isShardingLeaf, resolveSharding, type ShardingTree } from "./checkShardings.ts";
export { defaultDevice, setDefaultDevice } from "./defaultDevice.ts";
export { AbstractMesh, AxisType, type DeviceGrid, Mesh, type MeshDevice } from "./mesh.ts";
export { getAbstractMesh, getMesh, isInForce, setMesh, setMesh as useAbstractMesh } from "./meshInForce.ts";
export { type AxisName, type Partition, PartitionSpec } from "./partitionSpec.ts";
export {
  checkAxes,
  makeSingleDeviceSharding,
  NamedSharding,
  type PartIndex,
  Sharding,
  SingleDeviceSharding,
} from "./sharding.ts";
