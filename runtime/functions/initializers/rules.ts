/** The rules of LeCun, Glorot (Xavier) and He (Kaiming) for the spread of weights. */
import type { Initializer } from "./initializer.ts";
import { type AxesOptions, varianceScaling } from "./varianceScaling.ts";

/**
 * Glorot’s rule, drawn evenly: variance 2 / (inputs + outputs).
 *
 * @param options `inAxis`: default −2; `outAxis`: default −1; `batchAxis`: default none; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.glorotUniform()(random.key(0), [50, 100]);
 * assertAllClose(jnp.var(w), 1 / 75, { rtol: 0.1 });
 * @see Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010
 */
export function glorotUniform(options: AxesOptions = {}): Initializer {
  return varianceScaling(1, "fan_avg", "uniform", options);
}

/**
 * Glorot’s rule, drawn from a cut normal distribution: variance 2 / (inputs + outputs).
 *
 * @param options `inAxis`: default −2; `outAxis`: default −1; `batchAxis`: default none; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.glorotNormal()(random.key(0), [50, 100]);
 * assertAllClose(jnp.var(w), 1 / 75, { rtol: 0.1 });
 * @see Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010
 */
export function glorotNormal(options: AxesOptions = {}): Initializer {
  return varianceScaling(1, "fan_avg", "truncated_normal", options);
}

/**
 * The same as `glorotUniform`, by the author’s first name.
 *
 * @param options `inAxis`: default −2; `outAxis`: default −1; `batchAxis`: default none; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.xavierUniform()(random.key(0), [50, 100]);
 * assertAllClose(jnp.var(w), 1 / 75, { rtol: 0.1 });
 * @see Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010
 */
export function xavierUniform(options: AxesOptions = {}): Initializer {
  return varianceScaling(1, "fan_avg", "uniform", options);
}

/**
 * The same as `glorotNormal`, by the author’s first name.
 *
 * @param options `inAxis`: default −2; `outAxis`: default −1; `batchAxis`: default none; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.xavierNormal()(random.key(0), [50, 100]);
 * assertAllClose(jnp.var(w), 1 / 75, { rtol: 0.1 });
 * @see Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010
 */
export function xavierNormal(options: AxesOptions = {}): Initializer {
  return varianceScaling(1, "fan_avg", "truncated_normal", options);
}

/**
 * LeCun’s rule, drawn evenly: variance 1 / inputs.
 *
 * @param options `inAxis`: default −2; `outAxis`: default −1; `batchAxis`: default none; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.lecunUniform()(random.key(0), [50, 100]);
 * assertAllClose(jnp.var(w), 1 / 50, { rtol: 0.1 });
 * @see LeCun et al., "Efficient BackProp", 1998
 */
export function lecunUniform(options: AxesOptions = {}): Initializer {
  return varianceScaling(1, "fan_in", "uniform", options);
}

/**
 * LeCun’s rule, drawn from a cut normal distribution: variance 1 / inputs. The default of `nnx.Linear`.
 *
 * @param options `inAxis`: default −2; `outAxis`: default −1; `batchAxis`: default none; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.lecunNormal()(random.key(0), [50, 100]);
 * assertAllClose(jnp.var(w), 1 / 50, { rtol: 0.1 });
 * @see LeCun et al., "Efficient BackProp", 1998
 */
export function lecunNormal(options: AxesOptions = {}): Initializer {
  return varianceScaling(1, "fan_in", "truncated_normal", options);
}

/**
 * He’s rule, drawn evenly: variance 2 / inputs, for layers before a relu.
 *
 * @param options `inAxis`: default −2; `outAxis`: default −1; `batchAxis`: default none; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.heUniform()(random.key(0), [50, 100]);
 * assertAllClose(jnp.var(w), 2 / 50, { rtol: 0.1 });
 * @see He et al., "Delving deep into rectifiers", 2015, https://arxiv.org/abs/1502.01852
 */
export function heUniform(options: AxesOptions = {}): Initializer {
  return varianceScaling(2, "fan_in", "uniform", options);
}

/**
 * He’s rule, drawn from a cut normal distribution: variance 2 / inputs, for layers before a relu.
 *
 * @param options `inAxis`: default −2; `outAxis`: default −1; `batchAxis`: default none; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.heNormal()(random.key(0), [50, 100]);
 * assertAllClose(jnp.var(w), 2 / 50, { rtol: 0.1 });
 * @see He et al., "Delving deep into rectifiers", 2015, https://arxiv.org/abs/1502.01852
 */
export function heNormal(options: AxesOptions = {}): Initializer {
  return varianceScaling(2, "fan_in", "truncated_normal", options);
}

/**
 * The same as `heUniform`, by the author’s first name.
 *
 * @param options `inAxis`: default −2; `outAxis`: default −1; `batchAxis`: default none; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.kaimingUniform()(random.key(0), [50, 100]);
 * assertAllClose(jnp.var(w), 2 / 50, { rtol: 0.1 });
 * @see He et al., "Delving deep into rectifiers", 2015, https://arxiv.org/abs/1502.01852
 */
export function kaimingUniform(options: AxesOptions = {}): Initializer {
  return varianceScaling(2, "fan_in", "uniform", options);
}

/**
 * The same as `heNormal`, by the author’s first name.
 *
 * @param options `inAxis`: default −2; `outAxis`: default −1; `batchAxis`: default none; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.kaimingNormal()(random.key(0), [50, 100]);
 * assertAllClose(jnp.var(w), 2 / 50, { rtol: 0.1 });
 * @see He et al., "Delving deep into rectifiers", 2015, https://arxiv.org/abs/1502.01852
 */
export function kaimingNormal(options: AxesOptions = {}): Initializer {
  return varianceScaling(2, "fan_in", "truncated_normal", options);
}
