/** `complex real imag conj`: complex numbers from their parts, and back. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { type ComplexParts, definePrimitive, isLinear, type Part } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { aval } from "../types/aval.ts";
import { broadcastTo } from "./broadcastTo.ts";
import { type Binary, batchElementwise, checkKind, checkSameDType, commonShape, type Unary } from "./elementwise.ts";
import { neg } from "./rounding.ts";
import { alike } from "./shardRules.ts";
import { sumTo } from "./sumTo.ts";

/** The parts of a complex operand. */
export function partsOf(x: Part): ComplexParts {
  return x as ComplexParts;
}

/** A real operand as the complex number it is. */
export function withoutImaginary(re: JaxArray): ComplexParts {
  return { re, im: zerosLike(re) };
}

function zerosLike(x: JaxArray): JaxArray {
  return broadcastTo(scalar(0, x.dtype), x.shape);
}

/** re + i·im, of two float32 of one shape. */
export const complex: Binary = definePrimitive<[re: ArrayLike, im: ArrayLike]>({
  name: "complex",
  shard: alike,
  shape([re, im]) {
    checkKind("complex", [re!, im!], ["float"]);
    checkSameDType("complex", [re!, im!]);
    if (re!.dtype !== "float32")
      throw new TypeError(
        `Cannot make complex numbers of ${re!.dtype}: their parts are float32; convert with x.astype("float32")`,
      );
    return [aval(commonShape("complex", [re!, im!]), "complex64", re!.weakType && im!.weakType)];
  },
  parts: ([re, im], _, [out]) => [
    { re: broadcastTo(re as JaxArray, out!.shape), im: broadcastTo(im as JaxArray, out!.shape) },
  ],
  jvp([re, im], [dre, dim]) {
    const y = complex(re!, im!);
    const part = (d: JaxArray | null): JaxArray =>
      d ? broadcastTo(d, y.shape) : broadcastTo(scalar(0, "float32"), y.shape);
    return [[y], [complex(part(dre!), part(dim!))]];
  },
  transpose([ct], [re, im]) {
    return [
      isLinear(re!) ? sumTo(real(ct!), re.aval.shape) : null,
      isLinear(im!) ? sumTo(neg(imag(ct!)), im.aval.shape) : null,
    ];
  },
  batch: (operands, axes) => batchElementwise(complex, operands, axes, {}),
});

/** The real part of complex numbers, float32. */
export const real: Unary = definePrimitive<[x: ArrayLike]>({
  name: "real",
  shard: alike,
  shape([x]) {
    checkKind("real", [x!], ["complex"]);
    return [aval(x!.shape, "float32", x!.weakType)];
  },
  parts: ([x]) => [partsOf(x!).re],
  jvp: ([x], [dx]) => [[real(x!)], [real(dx!)]],
  transpose: ([ct]) => [complex(ct!, zerosLike(ct!))],
  batch: ([x], axes) => [[real(x!)], axes],
});

/** The imaginary part of complex numbers, float32. */
export const imag: Unary = definePrimitive<[x: ArrayLike]>({
  name: "imag",
  shard: alike,
  shape([x]) {
    checkKind("imag", [x!], ["complex"]);
    return [aval(x!.shape, "float32", x!.weakType)];
  },
  parts: ([x]) => [partsOf(x!).im],
  jvp: ([x], [dx]) => [[imag(x!)], [imag(dx!)]],
  transpose: ([ct]) => [complex(zerosLike(ct!), neg(ct!))],
  batch: ([x], axes) => [[imag(x!)], axes],
});

/** re − i·im. It is linear over the reals only. */
export const conj: Unary = definePrimitive<[x: ArrayLike]>({
  name: "conj",
  shard: alike,
  shape([x]) {
    checkKind("conj", [x!], ["complex"]);
    return [x!];
  },
  parts: ([x]) => [{ re: partsOf(x!).re, im: neg(partsOf(x!).im) }],
  jvp: ([x], [dx]) => [[conj(x!)], [conj(dx!)]],
  transpose: ([ct]) => [conj(ct!)],
  batch: ([x], axes) => [[conj(x!)], axes],
});
