import { expect, test } from "vitest";
import { DeviceArray } from "../core/array.ts";
import "../index.ts";
import { aval } from "../types/aval.ts";
import { erf, erfc } from "./errorFunctions.ts";

// Made with Python's math.erf and math.erfc
const expected: readonly (readonly [x: number, erf: number, erfc: number])[] = [
  [-9.0, -1.0, 2.0],
  [-3.75, -0.9999998862727434, 1.9999998862727435],
  [-2.0, -0.9953222650189527, 1.9953222650189528],
  [-1.0009765625, -0.843105775616735, 1.843105775616735],
  [-1.0, -0.8427007929497149, 1.842700792949715],
  [-0.96875, -0.8293191505933152, 1.829319150593315],
  [-0.5, -0.5204998778130465, 1.5204998778130465],
  [-0.03125, -0.035250373867322826, 1.0352503738673229],
  [1.000000013351432e-10, 1.1283791821609903e-10, 0.999999999887162],
  [0.0010000000474974513, 0.0011283788445643173, 0.9988716211554357],
  [0.125, 0.1403162048013338, 0.8596837951986662],
  [0.75, 0.7111556336535151, 0.28884436634648486],
  [0.9998999834060669, 0.8426592711591155, 0.1573407288408844],
  [1.0, 0.8427007929497149, 0.15729920705028513],
  [1.25, 0.9229001282564582, 0.07709987174354177],
  [1.4142135381698608, 0.9544997324075774, 0.045500267592422684],
  [2.5, 0.999593047982555, 0.0004069520174449589],
  [3.299999952316284, 0.9999969422892004, 3.0577107995706836e-6],
  [4.199999809265137, 0.9999999971445012, 2.8554988777849223e-9],
  [5.5, 0.9999999999999927, 7.357847917974398e-15],
  [7.099999904632568, 1.0, 1.007341629519232e-23],
  [8.899999618530273, 1.0, 2.5053746159423378e-36],
];

test("erf() and erfc() are exact to a few units in the last place", () => {
  const x = DeviceArray.fromHost(
    Float32Array.from(expected, ([v]) => v),
    aval([expected.length], "float32"),
  );
  const [a, b] = [(erf(x) as DeviceArray).host, (erfc(x) as DeviceArray).host];
  expected.forEach(([, e, c], i) => {
    expect(Math.abs(a[i]! / e - 1)).toBeLessThan(4e-7);
    expect(Math.abs(b[i]! / c - 1)).toBeLessThan(1e-6);
  });
});

test("erf() and erfc() at infinities and NaN", () => {
  const x = DeviceArray.fromHost(Float32Array.of(Infinity, -Infinity, NaN, -0), aval([4], "float32"));
  expect([...(erf(x) as DeviceArray).host]).toEqual([1, -1, NaN, -0]);
  expect([...(erfc(x) as DeviceArray).host]).toEqual([0, 2, NaN, 1]);
});
