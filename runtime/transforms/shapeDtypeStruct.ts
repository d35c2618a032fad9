/** `ShapeDtypeStruct`: an array's shape and dtype without its numbers. */
import { showInConsole } from "../core/showInConsole.ts";
import type { Sharding } from "../sharding/index.ts";
import { type Aval, aval } from "../types/aval.ts";
import type { DType } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";

/**
 * Stands for an array where only its shape and dtype count: as an argument of `evalShape` and `makeJaxpr`, and in their results.
 *
 * @example
 * const x = new jax.ShapeDtypeStruct([2, 3], "float32");
 * assertEqual(x, "ShapeDtypeStruct(shape=(2, 3), dtype=float32)");
 */
export class ShapeDtypeStruct {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly weakType: boolean;
  /** How the array lies on a mesh, where that is said. */
  readonly sharding: Sharding | null;

  constructor(shape: Shape, dtype: DType, options: { weakType?: boolean; sharding?: Sharding | null } = {}) {
    this.shape = shape;
    this.dtype = dtype;
    this.weakType = options.weakType ?? false;
    this.sharding = options.sharding ?? null;
  }

  get ndim(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return this.shape.reduce((product, n) => product * n, 1);
  }

  get aval(): Aval {
    return aval(this.shape, this.dtype, this.weakType);
  }

  toString(): string {
    const { shape, dtype } = this;
    const weak = `${this.weakType ? ", weak_type=True" : ""}${this.sharding ? `, sharding=${this.sharding}` : ""}`;
    return `ShapeDtypeStruct(shape=(${shape.length === 1 ? `${shape[0]},` : shape.join(", ")}), dtype=${dtype}${weak})`;
  }
}

showInConsole(ShapeDtypeStruct);
