import { type jax, jnp, nnx } from "../../index.ts";
import { type BenchCase, repeated } from "../benchCase.ts";

const count = 300;

class Shelf extends nnx.Module {
  readonly params: nnx.List<nnx.Param>;
  constructor() {
    super();
    this.params = new nnx.List(Array.from({ length: count }, (_, n) => new nnx.Param(jnp.ones([1 + (n % 7), 16]))));
  }
}

/** What a jitted call costs for each Variable that it must look at, give to the program, and fill again. */
export const manyVariables: BenchCase = {
  name: "many-variables",
  about: `nnx.jit on a module of ${count} small arrays, each multiplied by a number`,
  kind: "time",
  make() {
    const shelf = new Shelf();
    const shrink = nnx.jit((m: Shelf) => {
      for (const param of m.params) param.value = (param.value as jax.Array).mul(0.999);
      return 0;
    });
    return {
      first() {
        shrink(shelf);
        return [...shelf.params].slice(0, 3).map((param) => Number(jnp.sum(param.value)));
      },
      run: repeated(() => shrink(shelf)),
    };
  },
};
