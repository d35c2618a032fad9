/** `jax.config`: settings by name. */
import { limitThreads, threadCount } from "./backends/wasm/threads/threadCount.ts";
import { cacheFolder, isTuning, setCacheFolder, setTuning } from "./backends/webgpu/tuner/tunerSettings.ts";
import { checkDeviceCount, config } from "./core/config.ts";

/** The settings and the types of their values. */
export interface Settings {
  /** Whether each traced jaxpr is verified; default false. */
  readonly enableChecks: boolean;
  /** Whether `jit` runs functions as they stand, and loops and branches run in JavaScript; default false. See `jax.disableJit`. */
  readonly disableJit: boolean;
  /** Whether a result that holds NaN throws a `FloatingPointError` that names the operation it came from; default false. */
  readonly debugNans: boolean;
  /** Whether a result that holds an infinity throws a `FloatingPointError` that names the operation it came from; default false. */
  readonly debugInfs: boolean;
  /** Whether a random key that is used a second time throws a `KeyReuseError`; default false. */
  readonly debugKeyReuse: boolean;
  /**
   * How many logical devices `jax.devices()` has; default `NNXLAB_NUM_DEVICES`, else 1. They share the memory and the threads of the
   * backend: a mesh of eight works on any machine, as it will on a cluster.
   */
  readonly numDevices: number;
  /**
   * Threads that a large kernel of the wasm backend may use, the caller's included; default `NNXLAB_THREADS`, else as many as the machine
   * has. A backend that was made while it was 1 stays with one thread.
   */
  readonly threads: number;
  /**
   * Whether the webgpu backend chooses how large matrix products are cut into tiles by trying, once for each size and adapter; what it
   * found is kept in `cacheDir`. Default false, or true where `NNXLAB_TUNE` is 1: the first call of a program takes longer.
   */
  readonly tuneProducts: boolean;
  /** The folder of caches; default `NNXLAB_CACHE_DIR`, else `nnxlab` in `$XDG_CACHE_HOME` or `~/.cache`. */
  readonly cacheDir: string;
}

/** Name of a setting. */
export type Setting = keyof Settings;

const types = {
  enableChecks: "boolean",
  disableJit: "boolean",
  debugNans: "boolean",
  debugInfs: "boolean",
  debugKeyReuse: "boolean",
  numDevices: "number",
  threads: "number",
  tuneProducts: "boolean",
  cacheDir: "string",
} as const satisfies Record<Setting, string>;

const setters: { readonly [Name in Setting]: (value: Settings[Name]) => void } = {
  enableChecks(value) {
    config.enableChecks = value;
  },
  disableJit(value) {
    config.disableJit = value;
  },
  debugNans(value) {
    config.debugNans = value;
  },
  debugInfs(value) {
    config.debugInfs = value;
  },
  debugKeyReuse(value) {
    config.debugKeyReuse = value;
  },
  numDevices(value) {
    checkDeviceCount(value, `numDevices ${value}`);
    config.numDevices = value;
  },
  threads: limitThreads,
  tuneProducts: setTuning,
  cacheDir: setCacheFolder,
};

/** Reads and changes settings. */
export const configuration: Settings & {
  /**
   * Changes a setting.
   *
   * @param name its name
   * @param value its new value
   * @throws RangeError for a name that is no setting or a number of threads or devices that is none, TypeError for a value of the wrong type
   * @example
   * jax.config.update("enableChecks", true);
   * assertEqual(jax.config.enableChecks, true);
   * jax.config.update("enableChecks", false);
   */
  update<Name extends Setting>(name: Name, value: Settings[Name]): void;
} = {
  get enableChecks() {
    return config.enableChecks;
  },
  get disableJit() {
    return config.disableJit;
  },
  get debugNans() {
    return config.debugNans;
  },
  get debugInfs() {
    return config.debugInfs;
  },
  get debugKeyReuse() {
    return config.debugKeyReuse;
  },
  get numDevices() {
    return config.numDevices;
  },
  get threads() {
    return threadCount();
  },
  get tuneProducts() {
    return isTuning();
  },
  get cacheDir() {
    return cacheFolder();
  },
  update(name, value) {
    if (!Object.hasOwn(types, name)) {
      throw new RangeError(`Cannot set "${name}": the settings are ${Object.keys(types).join(", ")}`);
    }
    if (typeof value !== types[name]) {
      throw new TypeError(`Cannot set "${name}" to ${String(value)}: it must be a ${types[name]}`);
    }
    setters[name](value);
  },
};
