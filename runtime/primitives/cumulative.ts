/** `cumsum`, `cumprod`, `cummax`, `cummin`, `cumlogsumexp`: folds of all elements up to each one along an axis, or from it on. */
import type { JaxArray } from "../core/array.ts";
import { type ComplexParts, definePrimitive, type Primitive, type Rules } from "../core/primitive.ts";
import { binary, constant } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { narrow } from "../ir/narrow.ts";
import { type Tensor, tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { type DTypeInfo, dtypes } from "../types/dtype.ts";
import { add, max, min, mul, sub } from "./arithmetic.ts";
import { eq, ge, gt } from "./comparison.ts";
import { mulComplex } from "./complexFunctions.ts";
import { partsOf } from "./complexParts.ts";
import { convertElementType } from "./convertElementType.ts";
import { iota } from "./iota.ts";
import { logaddexp } from "./logaddexp.ts";
import { pad } from "./pad.ts";
import { foldBy, foldLogSumExp, type PrefixFold, prefixes } from "./prefixes.ts";
import { selectN } from "./selectN.ts";
import { alikeBut } from "./shardRules.ts";
import { logistic } from "./trigonometric.ts";

export type CumulativeParams = {
  readonly axis: number;
  /** Whether element j folds j … n − 1 instead of 0 … j. */
  readonly reverse: boolean;
};

type Cumulative = Primitive<[x: JaxArray], CumulativeParams, JaxArray>;

/** Sums of all elements up to each one. f32[5], axis 0 → f32[5]. */
export const cumsum: Cumulative = cumulative(
  "cumsum",
  ["float", "int", "uint", "complex"],
  (x) => foldBy("add", x.type),
  {
    jvp: ([x], [dx], params) => [[cumsum(x!, params)], [cumsum(dx!, params)]],
    transpose: ([ct], _, { axis, reverse }) => [cumsum(ct!, { axis, reverse: !reverse })],
  },
);

/** Products of all elements up to each one. f32[5], axis 0 → f32[5]. */
export const cumprod: Cumulative = cumulative(
  "cumprod",
  ["float", "int", "uint", "complex"],
  (x) => foldBy("mul", x.type),
  {
    parts: ([x], params) => [cumulativeProduct(partsOf(x!), params)],
    jvp: ([x], [dx], params) => [
      [cumprod(x!, params)],
      [
        tangentOf(x!, dx!, params, (a, da, b, db) => ({
          value: mul(a, b),
          tangent: add(mul(da, b), mul(a, db)),
        })),
      ],
    ],
  },
);

/** The largest of all elements up to each one; NaN from the first NaN on. f32[5], axis 0 → f32[5]. */
export const cummax: Cumulative = cumulative("cummax", ["float", "int", "uint"], (x) => foldBy("max", x.type), {
  jvp: ([x], [dx], params) => [
    [cummax(x!, params)],
    [tangentOf(x!, dx!, params, (a, da, b, db) => ({ value: max(a, b), tangent: shared(da, db, share(a, b)) }))],
  ],
});

/** The smallest of all elements up to each one; NaN from the first NaN on. f32[5], axis 0 → f32[5]. */
export const cummin: Cumulative = cumulative("cummin", ["float", "int", "uint"], (x) => foldBy("min", x.type), {
  jvp: ([x], [dx], params) => [
    [cummin(x!, params)],
    [tangentOf(x!, dx!, params, (a, da, b, db) => ({ value: min(a, b), tangent: shared(da, db, share(b, a)) }))],
  ],
});

/** log Σ eˣ over all elements up to each one, without overflow. f32[5], axis 0 → f32[5]. */
export const cumlogsumexp: Cumulative = cumulative("cumlogsumexp", ["float"], () => foldLogSumExp(), {
  jvp: ([x], [dx], params) => [
    [cumlogsumexp(x!, params)],
    [
      tangentOf(x!, dx!, params, (a, da, b, db) => ({
        value: logaddexp(a, b),
        // Of two equal infinities each has half.
        tangent: shared(da, db, selectN(eq(a, b), logistic(sub(a, b)), 0.5)),
      })),
    ],
  ],
});

function cumulative(
  name: string,
  kinds: readonly DTypeInfo["kind"][],
  foldOf: (x: Tensor) => PrefixFold,
  derivatives: Pick<Rules<CumulativeParams>, "jvp" | "transpose" | "parts">,
): Cumulative {
  const primitive: Cumulative = definePrimitive<[x: JaxArray], CumulativeParams>({
    name,
    shard: (operands, { axis }, results) => alikeBut([axis], operands, results),
    shape([x], { axis }) {
      const wish = `Cannot ${name} ${printAval(x!)} along axis ${axis}`;
      if (!(axis in x!.shape)) throw new RangeError(`${wish}: it has ${x!.shape.length} axes`);
      if (!kinds.includes(dtypes[x!.dtype].kind))
        throw new TypeError(
          `${wish}: the dtype must be ${kinds.join(" or ")}, got ${x!.dtype}; convert it with x.astype`,
        );
      return [aval(x!.shape, x!.dtype, x!.weakType)];
    },
    lower([x], { axis, reverse }, [out], keep) {
      const { shape, type } = x!;
      const n = shape[axis]!;
      if (n === 0) return [x!];
      const turned = (i: Expr): Expr => (reverse ? binary("sub", constant("i32", n - 1), i) : i);
      const rows = tensor([...shape.slice(0, axis), ...shape.slice(axis + 1), n], type, (index) =>
        x!.at([...index.slice(0, axis), turned(index.at(-1)!), ...index.slice(axis, -1)]),
      );
      const folded = prefixes(rows, foldOf(x!), keep);
      return [
        tensor(shape, type, (index) =>
          // prefixes are stored as full words
          narrow(folded.at([...index.slice(0, axis), ...index.slice(axis + 1), turned(index[axis]!)]), out!.dtype),
        ),
      ];
    },
    ...derivatives,
    batch: ([x], [b], { axis, reverse }) => [[primitive(x!, { axis: axis < b! ? axis : axis + 1, reverse })], [b!]],
  });
  return primitive;
}

/** What two neighbouring runs of elements, the one before first, give together. */
type Join = (
  a: JaxArray,
  da: JaxArray,
  b: JaxArray,
  db: JaxArray,
) => { readonly value: JaxArray; readonly tangent: JaxArray };

/** The tangent of a cumulative fold by doubling: after each step an element knows a run of twice as many elements up to it. */
function tangentOf(x: JaxArray, dx: JaxArray, { axis, reverse }: CumulativeParams, join: Join): JaxArray {
  const n = x.shape[axis]!;
  let [value, tangent] = [x, dx];
  for (let run = 1; run < n; run *= 2) {
    const paddingConfig = x.shape.map((_, at): [number, number, number] =>
      at !== axis ? [0, 0, 0] : reverse ? [-run, run, 0] : [run, -run, 0],
    );
    const before = (y: JaxArray): JaxArray => pad(y, 0, { paddingConfig });
    const joined = join(before(value), before(tangent), value, tangent);
    const place = iota({ dtype: "int32", shape: x.shape, dimension: axis });
    const isWhole = reverse ? gt(n - run, place) : ge(place, run); // the others know all that is before them
    value = selectN(isWhole, value, joined.value);
    tangent = selectN(isWhole, tangent, joined.tangent);
  }
  return tangent;
}

/** Products of complex numbers by doubling, as the tangents. */
function cumulativeProduct(x: ComplexParts, { axis, reverse }: CumulativeParams): ComplexParts {
  const n = x.re.shape[axis]!;
  let product = x;
  for (let run = 1; run < n; run *= 2) {
    const paddingConfig = x.re.shape.map((_, at): [number, number, number] =>
      at !== axis ? [0, 0, 0] : reverse ? [-run, run, 0] : [run, -run, 0],
    );
    product = mulComplex(
      { re: pad(product.re, 1, { paddingConfig }), im: pad(product.im, 0, { paddingConfig }) },
      product,
    );
  }
  return product;
}

/** 1 where a is larger, 0 where b is, ½ where they are equal. */
function share(a: JaxArray, b: JaxArray): JaxArray {
  const number = (x: JaxArray): JaxArray => convertElementType(x, { newDtype: a.dtype, weakType: false });
  return mul(add(number(gt(a, b)), number(ge(a, b))), 0.5);
}

function shared(da: JaxArray, db: JaxArray, part: JaxArray): JaxArray {
  return add(mul(da, part), mul(db, sub(1, part)));
}
