/** Everything under the name `jax.sharding`. */
export { withShardingConstraint as reshard } from "./lax/index.ts";
export {
  AbstractMesh,
  AxisType,
  type DeviceGrid,
  getAbstractMesh,
  getMesh,
  Mesh,
  type MeshDevice,
  makeSingleDeviceSharding,
  NamedSharding,
  type PartIndex,
  type Partition,
  PartitionSpec,
  Sharding,
  type ShardingTree,
  SingleDeviceSharding,
  setMesh,
  useAbstractMesh,
} from "./sharding/index.ts";
