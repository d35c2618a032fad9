/** TensorFlow.js on its WebAssembly backend as an engine of `nnxlab bench`. It has no jit: every operation is a call. */
import { createRequire } from "node:module";
import { hashed, hashedLabels, sample, serve } from "./servePeer.mjs";

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
await tf.setBackend("wasm");
await tf.ready();

const numbers = (shape, seed, scale) => tf.tensor(hashed(tf.util.sizeFromShape(shape), seed, scale), shape);

function training(sizes, scales, seed, optimizer, loss, x) {
  const weights = sizes.slice(1).map((size, n) => ({
    kernel: tf.variable(numbers([sizes[n], size], seed + n, scales[n])),
    bias: tf.variable(tf.zeros([size])),
  }));
  const model = () =>
    weights.reduce((h, { kernel, bias }, n) => {
      const y = tf.add(tf.matMul(h, kernel), bias);
      return n === weights.length - 1 ? y : tf.relu(y);
    }, x);
  return () => optimizer.minimize(() => loss(model()), true);
}

function read(loss) {
  const value = loss.dataSync()[0];
  loss.dispose();
  return value;
}

/** `depth` steps between reads. */
function trained(step, firsts, depth) {
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
  const loss = (p) => tf.mean(tf.square(tf.sub(p, y)));
  return trained(training([10, 20, 5], [0.5, 0.5], 1, tf.train.adam(1e-3), loss, numbers([32, 10], 3)), 1, depth);
}

/** A function of tensors, without jit. */
function called(f, shapes, seed, scale) {
  const operands = shapes.map((shape, n) => numbers(shape, seed + n, scale));
  const call = () => tf.tidy(() => f(...operands));
  return {
    first() {
      const result = call();
      const values = sample(result.dataSync());
      result.dispose();
      return values;
    },
    run(iterations) {
      for (let i = 0; i < iterations; i++) call().dispose();
    },
  };
}

function layerNorm(x) {
  const centred = tf.sub(x, tf.mean(x, 1, true));
  return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), 1e-6)));
}

const image = () => [numbers([32, 28, 28, 32], 70), numbers([3, 3, 32, 64], 71, 0.1)];
const convolve = (x, w) => tf.conv2d(x, w, 1, "same");

function gru(h, x, wx, wh) {
  const [xr, xz, xn] = tf.split(tf.matMul(x, wx), 3, 1);
  const [hr, hz, hn] = tf.split(tf.matMul(h, wh), 3, 1);
  const r = tf.sigmoid(tf.add(xr, hr));
  const z = tf.sigmoid(tf.add(xz, hz));
  const n = tf.tanh(tf.add(xn, tf.mul(r, hn)));
  return tf.add(n, tf.mul(z, tf.sub(h, n)));
}

function recurrent(xs, wx, wh) {
  let h = tf.zeros([8, 32]);
  for (const x of tf.unstack(xs)) {
    const next = tf.tidy(() => gru(h, x, wx, wh));
    h.dispose();
    h = next;
  }
  return h;
}

function scanGru() {
  const operands = [numbers([1000, 8, 16], 82), numbers([16, 96], 80, 0.4), numbers([32, 96], 81, 0.3)];
  const call = () => tf.tidy(() => recurrent(...operands));
  return {
    first: () => sample(call().dataSync()),
    run(iterations) {
      for (let i = 0; i < iterations; i++) call().dispose();
    },
  };
}

const [large, table, small] = [[4 * 2 ** 20], [4096, 1024], [1024]];

await serve("TensorFlow.js", `tfjs ${tf.version.tfjs}, wasm, one thread (its threads need a browser)`, {
  "slide-step": () => slide(1),
  "slide-queued": () => slide(400),
  "slide-first": () => slide(1),
  ...Object.fromEntries(
    [64, 128, 256, 512, 1024, 2048].map((n) => [
      `matmul-${n}`,
      () =>
        called(
          tf.matMul,
          [
            [n, n],
            [n, n],
          ],
          30,
        ),
    ]),
  ),
  mlp() {
    // optimizers of TensorFlow.js have no decoupled weight decay: adam, and the decay by hand
    const sizes = [784, 1024, 1024, 10];
    const labels = tf.oneHot(tf.tensor1d(hashedLabels(256, 21, 10), "int32"), 10).toFloat();
    const loss = (p) => tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(p)), -1)));
    const scales = sizes.map((n) => Math.sqrt(3 / n));
    const step = training(sizes, scales, 10, tf.train.adam(1e-3), loss, numbers([256, 784], 20));
    const decayed = () => {
      const weights = Object.values(tf.engine().registeredVariables).filter(({ name }) => /^variable/i.test(name));
      const before = tf.tidy(() => weights.map((w) => tf.mul(w, 1e-3 * 1e-4)));
      const value = step();
      tf.tidy(() => weights.forEach((w, n) => w.assign(tf.sub(w, before[n]))));
      tf.dispose(before);
      return value;
    };
    return trained(decayed, 2, 1);
  },
  chain: () => called((x, y) => x.add(y).mul(x).sub(y).mul(0.5).add(1), [large, large], 40),
  "tanh-exp": () => called((x, y) => tf.add(tf.tanh(x.mul(y)), tf.exp(tf.neg(x))), [large, large], 40),
  sum: () => called((x) => tf.sum(x), [table], 50, 3),
  "row-sums": () => called((x) => tf.sum(x, 1), [table], 50, 3),
  softmax: () => called((x) => tf.softmax(x), [table], 50, 3),
  "layer-norm": () => called(layerNorm, [table], 50, 3),
  conv() {
    const [x, w] = image();
    const call = () => convolve(x, w);
    return {
      first: () => sample(call().dataSync()),
      run(iterations) {
        for (let i = 0; i < iterations; i++) call().dispose();
      },
    };
  },
  "conv-gradient": "its wasm backend has no gradient of convolutions",
  "scan-gru": scanGru,
  "digits-cnn": "its wasm backend has no gradient of convolutions",
  "char-transformer": "its wasm backend has no gradient of looking up rows of a table",
  "adding-lstm": "each step draws JAX's random numbers, which it does not have",
  "ring-gan": "each step draws JAX's random numbers, which it does not have",
  "eager-add": () => called((x, y) => tf.add(x, y), [small, small], 60),
  "jit-call": () => called((x, y) => tf.add(tf.mul(x, 2), y), [small, small], 60),
});
