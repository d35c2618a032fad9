import { jax, jnp } from "../../index.ts";
import { type BenchCase, repeated, sample } from "../benchCase.ts";
import { hashedArray } from "../hashedArray.ts";

const [steps, batch, inputs, hidden] = [1000, 8, 16, 32];

/** One step of a gated recurrent unit. */
function gru(h: jax.Array, x: jax.Array, wx: jax.Array, wh: jax.Array): jax.Array {
  const [gx, gh] = [jnp.matmul(x, wx), jnp.matmul(h, wh)];
  const [xr, xz, xn] = jnp.split(gx, 3, { axis: 1 });
  const [hr, hz, hn] = jnp.split(gh, 3, { axis: 1 });
  const r = jax.nn.sigmoid(xr!.add(hr!));
  const z = jax.nn.sigmoid(xz!.add(hz!));
  const n = jnp.tanh(xn!.add(r.mul(hn!)));
  return n.add(z.mul(h.sub(n)));
}

/** A long loop of small products. */
export const scanGru: BenchCase = {
  name: "scan-gru",
  about: `scan over ${steps} steps of a GRU, batch ${batch}, ${inputs} inputs, ${hidden} hidden`,
  kind: "time",
  make() {
    const [wx, wh] = [hashedArray([inputs, 3 * hidden], 80, 0.4), hashedArray([hidden, 3 * hidden], 81, 0.3)];
    const xs = hashedArray([steps, batch, inputs], 82);
    const f = jax.jit((all: jax.Array, a: jax.Array, b: jax.Array) => {
      const [h] = jax.lax.scan(
        (h: jax.Array, x: jax.Array) => [gru(h, x, a, b), null],
        jnp.zeros([batch, hidden]),
        all,
      );
      return h as jax.Array;
    });
    return { first: () => sample(f(xs, wx, wh)), run: repeated(() => f(xs, wx, wh)) };
  },
};
