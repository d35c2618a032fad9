/**
 * jax-js on its WebAssembly backend as an engine of `nnxlab bench`. Its functions eat their arguments: `x.ref` is one more
 * reference. Its optimizers are not in this package, so adam stands here, inside the jitted step like everything else.
 */
import { createRequire } from "node:module";
import * as jax from "@jax-js/jax";
import { hashed, hashedLabels, sample, serve } from "./servePeer.mjs";

const { numpy: np, tree } = jax;
const { version } = createRequire(import.meta.url)("./node_modules/@jax-js/jax/package.json");
await jax.init("wasm");
jax.defaultDevice("wasm");

const numbers = (shape, seed, scale) => {
  const count = shape.reduce((product, size) => product * size, 1);
  return np.array(hashed(count, seed, scale), { shape, dtype: np.float32 });
};

/** One leaf of adam, or of adamw with a decay; gives [parameter, m, v]. */
function adam(p, g, m, v, count, decay) {
  const [b1, b2, rate] = [0.9, 0.999, 1e-3];
  const mNew = m.mul(b1).add(g.ref.mul(1 - b1));
  const vNew = v.mul(b2).add(np.square(g).mul(1 - b2));
  const mHat = mNew.ref.div(np.subtract(1, np.power(b1, count.ref)));
  const vHat = vNew.ref.div(np.subtract(1, np.power(b2, count)));
  const step = mHat.div(np.sqrt(vHat).add(1e-8));
  const whole = decay ? step.add(p.ref.mul(decay)) : step;
  return [p.sub(whole.mul(rate)), mNew, vNew];
}

function training(sizes, scales, seed, decay, loss, x) {
  let params = sizes.slice(1).flatMap((size, n) => [numbers([sizes[n], size], seed + n, scales[n]), np.zeros([size])]);
  let m = params.map((p) => np.zeros(p.shape));
  let v = params.map((p) => np.zeros(p.shape));
  let count = np.array(0, { dtype: np.float32 });
  const model = (ps, input) => {
    let h = input;
    for (let n = 0; n < ps.length; n += 2) {
      const y = np.matmul(h, ps[n]).add(ps[n + 1]);
      h = n + 2 === ps.length ? y : jax.nn.relu(y);
    }
    return h;
  };
  const step = jax.jit((ps, ms, vs, t, input) => {
    const [value, grads] = jax.valueAndGrad((qs) => loss(model(qs, input)))(tree.ref(ps));
    const next = t.add(1);
    const leaves = ps.map((p, n) => adam(p, grads[n], ms[n], vs[n], next.ref, decay));
    return [leaves.map((l) => l[0]), leaves.map((l) => l[1]), leaves.map((l) => l[2]), next, value];
  });
  return () => {
    let value;
    [params, m, v, count, value] = step(params, m, v, count, x.ref);
    return value;
  };
}

function trained(step, firsts, depth) {
  const read = (loss) => loss.dataSync()[0];
  return {
    first: () => Array.from({ length: firsts }, () => read(step())),
    run(iterations) {
      for (let i = 1; i <= iterations; i++) {
        const loss = step();
        if (i % depth === 0 || i === iterations) read(loss);
        else loss.dispose();
      }
    },
  };
}

function slide(depth) {
  const y = numbers([32, 5], 4);
  const loss = (p) => np.mean(np.square(p.sub(y.ref)));
  return trained(training([10, 20, 5], [0.5, 0.5], 1, 0, loss, numbers([32, 10], 3)), 1, depth);
}

function mlp() {
  const sizes = [784, 1024, 1024, 10];
  const hot = jax.nn.oneHot(np.array(hashedLabels(256, 21, 10), { dtype: np.int32 }), 10);
  const loss = (p) => np.mean(np.sum(hot.ref.mul(jax.nn.logSoftmax(p, -1)), -1)).neg();
  const scales = sizes.map((n) => Math.sqrt(3 / n));
  return trained(training(sizes, scales, 10, 1e-4, loss, numbers([256, 784], 20)), 2, 1);
}

/** A function of arrays that it may eat. */
function called(f, shapes, seed, scale, jit = true) {
  const operands = shapes.map((shape, n) => numbers(shape, seed + n, scale));
  const g = jit ? jax.jit(f) : f;
  const call = () => g(...operands.map((x) => x.ref));
  return {
    first: () => sample(call().dataSync()),
    async run(iterations) {
      for (let i = 1; i < iterations; i++) {
        const result = call();
        await result.blockUntilReady(); // it is lazy: what is dropped unread would never run
        result.dispose();
      }
      const last = await call().blockUntilReady();
      last.dispose();
    },
  };
}

function layerNorm(x) {
  const centred = x.ref.sub(np.mean(x, 1, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), 1, { keepdims: true });
  return centred.div(np.sqrt(variance.add(1e-6)));
}

const [large, table, small] = [[4 * 2 ** 20], [4096, 1024], [1024]];

await serve("jax-js", `@jax-js/jax ${version}, wasm, one thread (its threads need a browser)`, {
  "slide-step": () => slide(1),
  "slide-queued": () => slide(400),
  "slide-first": () => slide(1),
  mlp,
  ...Object.fromEntries(
    [64, 128, 256, 512, 1024, 2048].map((n) => [
      `matmul-${n}`,
      () =>
        called(
          np.matmul,
          [
            [n, n],
            [n, n],
          ],
          30,
        ),
    ]),
  ),
  chain: () => called((x, y) => x.ref.add(y.ref).mul(x).sub(y).mul(0.5).add(1), [large, large], 40),
  "tanh-exp": () => called((x, y) => np.tanh(x.ref.mul(y)).add(np.exp(x.neg())), [large, large], 40),
  sum: () => called((x) => np.sum(x), [table], 50, 3),
  "row-sums": () => called((x) => np.sum(x, 1), [table], 50, 3),
  softmax: () => called((x) => jax.nn.softmax(x, -1), [table], 50, 3),
  "layer-norm": () => called(layerNorm, [table], 50, 3),
  conv: "its convolution takes 45 s on this size",
  "conv-gradient": "its convolution takes 45 s on this size",
  "scan-gru": "it has no scan, and 1,000 unrolled steps overflow its stack",
  "eager-add": () => called((x, y) => x.add(y), [small, small], 60, 1, false),
  "jit-call": () => called((x, y) => x.mul(2).add(y), [small, small], 60),
});
