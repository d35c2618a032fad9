/** The functions of jaxSpecs.fixtures.py, in TypeScript. */
import { jax, jnp, lax } from "../../index.ts";
import type { Mesh } from "../../sharding/index.ts";

type X = jax.Array;

/** The mesh of the fixture. */
export function fixtureMesh(): Mesh {
  return jax.makeMesh([4, 2], ["data", "model"]);
}

function constrain(x: X, ...entries: (string | string[] | null)[]): X {
  return lax.withShardingConstraint(x, new jax.NamedSharding(fixtureMesh(), jax.P(...entries)));
}

const mlp = (x: X, w1: X, w2: X): X => jnp.matmul(jnp.tanh(jnp.matmul(x, w1)), w2);
const loss = (w1: X, w2: X, x: X, y: X): X => jnp.mean(jnp.square(mlp(x, w1, w2).sub(y)));

function step(x: X, y: X, w1: X, w2: X): X[] {
  const [g1, g2] = jax.grad(loss, { argnums: [0, 1] })(w1, w2, x, y) as unknown as [X, X];
  return [w1.sub(g1.mul(0.1)), w2.sub(g2.mul(0.1))];
}

function attention(q: X, k: X, v: X): X {
  const scores = jnp.einsum("bqhd,bkhd->bhqk", q, k);
  return jnp.einsum("bhqk,bkhd->bqhd", jax.nn.softmax(scores, { axis: -1 }), v);
}

function batchNorm(x: X, scale: X, bias: X): X {
  const [mean, variance] = [jnp.mean(x, { axis: 0 }), jnp.var(x, { axis: 0 })];
  return x
    .sub(mean)
    .mul(lax.rsqrt(variance.add(1e-5)))
    .mul(scale)
    .add(bias);
}

function layerNorm(x: X): X {
  const centered = x.sub(jnp.mean(x, { axis: -1, keepdims: true }));
  return centered.div(jnp.sqrt(jnp.mean(jnp.square(centered), { axis: -1, keepdims: true }).add(1e-5)));
}

function conv(lhs: X, rhs: X): X {
  const dimensionNumbers = ["NHWC", "HWIO", "NHWC"] as const;
  return lax.convGeneralDilated({ lhs, rhs, windowStrides: [1, 1], padding: "SAME", dimensionNumbers });
}

function rnn(h: X, xs: X, w: X): X[] {
  return lax.scan(
    (c: X, x: X): [X, X] => {
      const next = jnp.tanh(jnp.matmul(c, w).add(x));
      return [next, next];
    },
    h,
    xs,
  ) as X[];
}

const add = (x: X, y: X): X => x.add(y);
const dot = (x: X, y: X): X => jnp.matmul(x, y);
const lookup = (table: X, x: X): X => jnp.take(table, jnp.abs(x).mul(4).astype("int32"), { axis: 0 });

/** By the fixture's names. */
export const functions: Readonly<Record<string, (...inputs: any[]) => X | X[]>> = {
  chain: (x: X) => jnp.tanh(jnp.sin(x).mul(2).add(1)),
  "add alike": add,
  "add whole": add,
  "add whole first": add,
  "add complementing": add,
  "add bias": add,
  "add bias cut": add,
  select: (x: X, y: X) => jnp.where(jnp.greater(x, 0), x, y),
  transpose: (x: X) => jnp.transpose(x),
  "transpose 3": (x: X) => jnp.transpose(x, { axes: [2, 0, 1] }),
  "sum 0": (x: X) => jnp.sum(x, { axis: 0 }),
  "sum 1": (x: X) => jnp.sum(x, { axis: 1 }),
  "sum all": (x: X) => jnp.sum(x),
  "mean keepdims": (x: X) => jnp.mean(x, { axis: 1, keepdims: true }),
  max: (x: X) => jnp.max(x, { axis: 0 }),
  argmax: (x: X) => jnp.argmax(x, { axis: 1 }),
  prod: (x: X) => jnp.prod(x, { axis: 1 }),
  any: (x: X) => jnp.any(jnp.greater(x, 1), { axis: 1 }),
  split: (x: X) => jnp.reshape(x, [8, 2, 4]),
  "split front": (x: X) => jnp.reshape(x, [4, 2, 8]),
  merge: (x: X) => jnp.reshape(x, [32]),
  "merge inner": (x: X) => jnp.reshape(x, [8, 8]),
  "new axis": (x: X) => jnp.expandDims(x, 1),
  squeeze: (x: X) => jnp.squeeze(x, { axis: 1 }),
  broadcast: (x: X) => jnp.broadcastTo(x, [3, 8, 8]),
  "concatenate other axis": (x: X, y: X) => jnp.concatenate([x, y], { axis: 1 }),
  stack: (x: X, y: X) => jnp.stack([x, y]),
  "slice other axis": (x: X) => lax.sliceInDim(x, 2, 5, { axis: 1 }),
  row: (x: X) => lax.indexInDim(x, 3, { axis: 1, keepdims: false }),
  "pad other axis": (x: X) =>
    jnp.pad(x, [
      [0, 0],
      [1, 2],
    ]),
  "flip other axis": (x: X) => jnp.flip(x, { axis: 1 }),
  sort: (x: X) => jnp.sort(x, { axis: 1 }),
  cumsum: (x: X) => jnp.cumsum(x, { axis: 1 }),
  "dot data": dot,
  "dot tensor": dot,
  "dot 2-D": dot,
  "dot contracted": dot,
  "dot FSDP": dot,
  "batched dot": (x: X, y: X) => jnp.einsum("bij,bjk->bik", x, y),
  outer: (x: X, y: X) => jnp.outer(x, y),
  "mlp data": mlp,
  "mlp tensor": mlp,
  "mlp 2-D": mlp,
  "loss data": (x: X, y: X, w1: X, w2: X) => loss(w1, w2, x, y),
  "step data": step,
  "step tensor": step,
  "step FSDP": step,
  "step 2-D": step,
  lookup,
  "lookup columns": lookup,
  "conv data": conv,
  "conv features": conv,
  "batch norm": batchNorm,
  "layer norm": layerNorm,
  softmax: (x: X) => jax.nn.softmax(x, { axis: 1 }),
  "attention heads": attention,
  scan: rnn,
  constraint: (x: X) => constrain(jnp.sin(x), "data", "model").mul(2),
  "constraint moves": (x: X) => constrain(x.mul(2), null, "data").add(1),
  "constraint both": (x: X) => constrain(x, ["data", "model"]).add(1),
  "add conflicting": add,
  "add conflicting axes": (x: X, y: X) => x.mul(y),
  "dot conflicting": dot,
  "dot contracted on one side": dot,
  "dot contracted with free": dot,
  "concatenate cut axis": (x: X, y: X) => jnp.concatenate([x, y]),
  "slice cut axis": (x: X) => lax.sliceInDim(x, 0, 4),
  "slice step of cut axis": (x: X) => lax.sliceInDim(x, 0, 8, { stride: 2 }),
  "flip cut axis": (x: X) => jnp.flip(x, { axis: 0 }),
  "pad cut axis": (x: X) =>
    jnp.pad(x, [
      [4, 4],
      [0, 0],
    ]),
  "roll cut axis": (x: X) => jnp.roll(x, 1, { axis: 0 }),
  "sort cut axis": (x: X) => jnp.sort(x, { axis: 0 }),
  "cumsum cut axis": (x: X) => jnp.cumsum(x, { axis: 0 }),
  "merge inner cut": (x: X) => jnp.reshape(x, [64]),
  "split inner cut": (x: X) => jnp.reshape(x, [2, 4, 8]),
  "merge both cut": (x: X) => jnp.reshape(x, [64]),
  "lookup in cut rows": lookup,
  "embedding gradient": (table: X, x: X) => jax.grad((t: X) => jnp.sum(jnp.sin(lookup(t, x))))(table) as X,
  "conv channels": conv,
  "conv rows": conv,
  "argmax cut axis": (x: X) => jnp.argmax(x, { axis: 0 }),
  "prod cut axis": (x: X) => jnp.prod(x, { axis: 0 }),
  "outer alike": (x: X, y: X) => jnp.outer(x, y),
  constant: () => jnp.ones([8, 8]).mul(2),
  "iota added": (x: X) => x.add(jnp.arange(8, { dtype: "float32" })),
  "constraint whole": (x: X) => constrain(jnp.sum(x, { axis: 0 }), null),
};
