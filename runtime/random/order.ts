/** The order of random words: what shuffling needs of sorting. */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { isTracing } from "../core/tracer.ts";
import * as lax from "../primitives/index.ts";
import { aval } from "../types/aval.ts";

/**
 * i32[n]: the places of the elements of f32[n] or u32[n] from the smallest to the largest; equal ones keep their order. Known
 * numbers are sorted on the host; traced ones are ranked by comparing each with each.
 */
export function orderOf(x: JaxArray): JaxArray {
  return x instanceof DeviceArray && !isTracing() ? sorted(x) : ranked(x);
}

function sorted(x: DeviceArray): JaxArray {
  const { host } = x;
  const order = Int32Array.from(host.keys()).sort((i, j) => host[i]! - host[j]! || i - j);
  return DeviceArray.fromHost(order, aval([x.size], "int32"));
}

/** The rank of an element is how many stand before it; the element of rank k is place k of the order. */
function ranked(x: JaxArray): JaxArray {
  const n = x.size;
  const shape = [n, n];
  const along = (dimension: number) => lax.iota({ dtype: "int32", shape, dimension });
  const column = lax.broadcastInDim(x, { shape, broadcastDimensions: [0] });
  const row = lax.broadcastInDim(x, { shape, broadcastDimensions: [1] });
  const before = lax.or(lax.lt(column, row), lax.and(lax.eq(column, row), lax.lt(along(0), along(1))));
  const rank = lax.reduceSum(lax.convertElementType(before, { newDtype: "int32", weakType: false }), { axes: [0] });
  const stands = lax.eq(lax.broadcastInDim(rank, { shape, broadcastDimensions: [0] }), along(1));
  return lax.reduceSum(lax.selectN(stands, 0, along(0)), { axes: [0] });
}
