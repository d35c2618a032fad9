/** What the numbers of an array are like, in a few more. Those of a large array are found by the device; they do not come to the host. */
import type { DeviceArray, JaxArray } from "../core/array.ts";
import { outsideTracing } from "../core/tracer.ts";
import { compiled } from "../numpy/compiled.ts";
import * as np from "../numpy/index.ts";
import { type DType, dtypes } from "../types/dtype.ts";
import { grouped, short } from "./numbers.ts";

/** A name and its value. */
export type Fact = readonly [name: string, value: string];

/** Larger arrays are summed up on the device, unless the host has them already. */
const largest = { onDevice: 100_000, onHost: 10_000_000 };

interface Moments {
  /** Of the finite elements; of complex ones, of their sizes. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly nans: number;
}

/** Least, largest, mean and spread, of what is finite, and how much is not; of booleans how many are true. Nothing of keys and empty arrays. */
export function summaryOf(x: DeviceArray): Fact[] {
  if (x.size === 0 || x.dtype === "key<fry>") return [];
  const onHost = x.size <= (x.hostIfKnown ? largest.onHost : largest.onDevice);
  const moments = onHost ? momentsOnHost(x) : momentsOnDevice(x);
  return factsOf(moments, x.dtype, x.size);
}

function factsOf({ count, min, max, mean, std, nans }: Moments, dtype: DType, size: number): Fact[] {
  const { kind } = dtypes[dtype];
  if (kind === "bool") {
    const trues = Math.round(mean * size);
    return [["true", `${grouped(trues)} of ${grouped(size)} (${short(Math.round(mean * 1000) / 10)} %)`]];
  }
  const facts: Fact[] = [];
  const of = (name: string): string => (kind === "complex" ? `${name} |x|` : name);
  if (count > 0) facts.push([of("min"), short(min)], [of("max"), short(max)], [of("mean"), short(mean)]);
  if (count > 1) facts.push([of("std"), short(std)]);
  if (nans > 0) facts.push(["NaN", grouped(nans)]);
  const infinite = size - count - nans;
  if (infinite > 0) facts.push(["inf", grouped(infinite)]);
  return facts;
}

function momentsOnHost(x: DeviceArray): Moments {
  const { host, dtype, size } = x;
  const isComplex = dtype === "complex64";
  let [count, min, max, nans, origin, sum, squares] = [
    0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    0,
    0,
    0,
  ];
  for (let i = 0; i < size; i++) {
    const value = isComplex ? Math.hypot(host[2 * i]!, host[2 * i + 1]!) : host[i]!;
    if (!Number.isFinite(value)) {
      if (Number.isNaN(value)) nans++;
      continue;
    }
    if (count++ === 0) origin = value;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value - origin; // from a value among them, so that squares do not lose a small spread
    squares += (value - origin) ** 2;
  }
  const mean = sum / Math.max(count, 1);
  return {
    count,
    min,
    max,
    mean: origin + mean,
    std: Math.sqrt(Math.max(squares / Math.max(count, 1) - mean ** 2, 0)),
    nans,
  };
}

function momentsOnDevice(x: DeviceArray): Moments {
  const [numbers, counts] = outsideTracing(() => momentsProgram(x)) as unknown as [DeviceArray, DeviceArray];
  const [min, max, mean, std] = numbers.host as unknown as [number, number, number, number];
  const [count, nans] = counts.host as unknown as [number, number];
  return { count, min, max, mean, std, nans };
}

/** f32[4], least, largest, mean, standard deviation, and i32[2], how many are finite and NaN. */
const momentsProgram = compiled((x: JaxArray): [JaxArray, JaxArray] => {
  const values = np.astype(x.dtype === "complex64" ? np.abs(x) : x, "float32");
  const finite = np.isfinite(values);
  const only = (y: JaxArray, otherwise: number): JaxArray => np.where(finite, y, otherwise);
  const count = np.sum(finite);
  const meanOf = (y: JaxArray): JaxArray => np.divide(np.sum(only(y, 0)), np.maximum(count, 1));
  const mean = meanOf(values);
  const least = np.min(only(values, Number.POSITIVE_INFINITY));
  const largest = np.max(only(values, Number.NEGATIVE_INFINITY));
  const spread = np.sqrt(meanOf(np.square(np.subtract(values, mean))));
  return [np.stack([least, largest, mean, spread]), np.stack([count, np.sum(np.isnan(values))])];
}, 1);
