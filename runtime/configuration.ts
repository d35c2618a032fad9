/** `jax.config`: settings by name. */
import { config } from "./core/config.ts";

const settings = { enableChecks: "boolean" } as const;

/** Name of a setting. */
export type Setting = keyof typeof settings;

/** Reads and changes settings. */
export const configuration: {
  /** Whether each traced jaxpr is verified; default false. */
  readonly enableChecks: boolean;
  /**
   * Changes a setting.
   *
   * @param name its name
   * @param value its new value
   * @throws RangeError for a name that is no setting, TypeError for a value of the wrong type
   * @example
   * jax.config.update("enableChecks", true);
   * assertEqual(jax.config.enableChecks, true);
   * jax.config.update("enableChecks", false);
   */
  update(name: Setting, value: boolean): void;
} = {
  get enableChecks() {
    return config.enableChecks;
  },
  update(name, value) {
    if (!Object.hasOwn(settings, name)) {
      throw new RangeError(`Cannot set "${name}": the settings are ${Object.keys(settings).join(", ")}`);
    }
    if (typeof value !== settings[name]) {
      throw new TypeError(`Cannot set "${name}" to ${String(value)}: it must be a ${settings[name]}`);
    }
    config[name] = value;
  },
};
