import { scan, whileLoop } from "../control/index.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import {
  add,
  arange,
  asarray,
  divide,
  equal,
  less,
  multiply,
  reshape,
  subtract,
  swapaxes,
  take,
  where,
  zeros,
} from "../numpy/index.ts";
import { evalShape, type ShapeDtypeStruct } from "../transforms/index.ts";
import { leaves, map } from "../tree/index.ts";
import { dtypes } from "../types/dtype.ts";
import type { Tree } from "./base.ts";

/** How results of microbatches are joined: added, averaged (over all, or over those that were run), or put one after another. */
export type Accumulation = "sum" | "mean" | "runningMean" | "concat";

/** Options of {@link microbatch}. */
export interface MicrobatchOptions {
  /** One way for all results, or a tree of them, of the structure of the result or a prefix of it; default "sum". */
  readonly accumulator?: Accumulation | Tree;
  /** The batch axis of each batched argument, or one for all; default 0. */
  readonly inAxes?: number | readonly number[];
  /** Run only so many microbatches, a number or i32[]; default all. */
  readonly numRealMicrobatches?: number | JaxArray | null;
}

/**
 * Runs a function on parts of its batch, one after another, so that a large batch needs no more memory than a part. Part i is made of the
 * examples i, i + n, i + 2n, …, with n the number of parts.
 *
 * @param fun function of arrays or trees that returns a tree, as a gradient summed over examples
 * @param argnums position, or positions, of arguments with a batch axis
 * @param microbatchSize examples of a part; null: `fun` is left as it is
 * @param options see {@link MicrobatchOptions}
 * @returns a function of the same arguments
 * @throws RangeError when the batch does not divide into such parts, or for an unknown accumulator; TypeError for batches of different
 *   sizes, and for means of integers
 * @example
 * const total = optax.microbatch((x: jax.Array) => jnp.sum(jnp.square(x)), 0, 2);
 * assertAllClose(total(jnp.array([1, 2, 3, 4]).astype("float32")), 30);
 */
export function microbatch<A extends any[], R>(
  fun: (...args: A) => R, // any: arguments of the user's function
  argnums: number | readonly number[],
  microbatchSize: number | null,
  options: MicrobatchOptions = {},
): (...args: A) => R {
  if (microbatchSize === null) return fun;
  const { accumulator = "sum", inAxes = 0, numRealMicrobatches = null } = options;
  const batched = typeof argnums === "number" ? [argnums] : argnums;
  const axes = typeof inAxes === "number" ? batched.map(() => inAxes) : inAxes;
  return (...args) => {
    const parts = numberOfParts(
      batched.map((i) => args[i]),
      axes,
      microbatchSize,
    );
    const places = multiply(parts, arange(microbatchSize));
    const runPart = (index: JaxArray): R => {
      const given = [...args] as A;
      for (const [k, i] of batched.entries()) {
        given[i] = map((x: JaxArray) => take(x, add(index, places), { axis: axes[k]! }), args[i]);
      }
      return fun(...given);
    };
    const shapes = evalShape(runPart as (index: JaxArray) => Tree, asarray(0, { dtype: "int32" }));
    const ways = waysOf(accumulator, shapes);
    const first = map(
      (way: Accumulation, shape: ShapeDtypeStruct) => accumulations[way].init(shape, parts),
      ways,
      shapes,
    );
    const step = (carry: Tree, index: JaxArray): Tree =>
      map(
        (way: Accumulation, c: JaxArray, value: JaxArray) => accumulations[way].update(c, value, index),
        ways,
        carry,
        runPart(index),
      );
    const end =
      numRealMicrobatches === null
        ? scan((carry: Tree, i: JaxArray): [Tree, null] => [step(carry, i), null], first, arange(parts))[0]
        : (whileLoop(
            ([, i]: [Tree, JaxArray]) => less(i, numRealMicrobatches),
            ([carry, i]: [Tree, JaxArray]): [Tree, JaxArray] => [step(carry, i), add(i, 1)],
            [first, asarray(0, { dtype: "int32" })],
          )[0] as Tree);
    return map((way: Accumulation, c: JaxArray) => accumulations[way].finalize(c, parts), ways, end) as R;
  };
}

/** One way of joining: the first carry, the next one, and the result. */
interface Way {
  init(shape: ShapeDtypeStruct, parts: number): JaxArray;
  update(carry: JaxArray, value: JaxArray, index: JaxArray): ArrayLike;
  finalize(carry: JaxArray, parts: number): JaxArray;
}

const zero = ({ shape, dtype }: ShapeDtypeStruct): JaxArray => zeros(shape, { dtype });
const zeroFloat = (shape: ShapeDtypeStruct): JaxArray => {
  if (dtypes[shape.dtype].kind === "float") return zero(shape);
  throw new TypeError(
    `Cannot average microbatches: results must be of a float dtype, got ${shape}; use "sum" or "concat"`,
  );
};

const accumulations: Readonly<Record<Accumulation, Way>> = {
  sum: { init: zero, update: (carry, value) => add(carry, value), finalize: (carry) => carry },
  mean: {
    init: zeroFloat,
    update: (carry, value) => add(carry, value),
    finalize: (carry, parts) => divide(carry, parts),
  },
  runningMean: {
    init: zeroFloat,
    update(carry, value, index) {
      const past = divide(index, add(index, 1));
      return add(multiply(carry, past), multiply(value, subtract(1, past)));
    },
    finalize: (carry) => carry,
  },
  concat: {
    init: ({ shape, dtype }, parts) => zeros([parts, ...shape], { dtype }),
    update(carry, value, index) {
      const here = reshape(equal(arange(carry.shape[0]!), index), [-1, ...carry.shape.slice(1).map(() => 1)]);
      return where(here, value, carry);
    },
    finalize: (carry) => reshape(swapaxes(carry, 0, 1), [-1, ...carry.shape.slice(2)]),
  },
};

/** The name of the way for every result. */
function waysOf(accumulator: Accumulation | Tree, shapes: Tree): Tree {
  return map(
    (name: Accumulation, part: Tree) => {
      if (!Object.hasOwn(accumulations, name)) {
        throw new RangeError(
          `Cannot join microbatches: accumulator must be "sum", "mean", "runningMean" or "concat", got "${String(name)}"`,
        );
      }
      return map(() => name, part);
    },
    accumulator,
    shapes,
  );
}

function numberOfParts(args: readonly Tree[], axes: readonly number[], size: number): number {
  const sizes = args.flatMap((arg, k) => leaves(arg).map((x) => asarray(x).shape.at(axes[k]!)!));
  const [batch, ...others] = sizes;
  if (batch === undefined || others.some((n) => n !== batch)) {
    throw new TypeError(
      `Cannot microbatch: batched arguments must have batch axes of one size, got ${sizes.join(", ") || "none"}`,
    );
  }
  if (batch % size !== 0) {
    throw new RangeError(`Cannot microbatch: parts of ${size} examples must divide the batch, got a batch of ${batch}`);
  }
  return batch / size;
}
