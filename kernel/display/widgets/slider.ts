import { type Control, type ControlOptions, createControl } from "./control.ts";

/** Where a slider can stand. */
export interface SliderOptions extends ControlOptions {
  readonly min?: number;
  readonly max?: number;
  /** Distance of two positions; default 1 on a linear scale, a twentieth of a decade on a logarithmic one. */
  readonly step?: number;
  /** Whether equal distances are equal factors, as learning rates want; `min` and `max` are values, not exponents. Default false. */
  readonly log?: boolean;
}

/**
 * A slider for a number.
 *
 * @param value where it stands
 * @param options `min` (default 0, or 1e-5 on a logarithmic scale), `max` (default 100, or 1), `step`, `log`, `label`
 * @throws RangeError for a value outside its ends, or ends in the wrong order
 * @example
 * const rate = widgets.slider(1e-3, { log: true, label: "learning rate" });
 * display(rate);
 * rate.observe((value) => console.log(value));
 */
export function slider(value: number, options: SliderOptions = {}): Control<number> {
  const { log = false } = options;
  const { min = log ? 1e-5 : 0, max = log ? 1 : 100, step = log ? 0.05 : 1, label = "" } = options;
  if (!(min < max) || (log && min <= 0)) {
    throw new RangeError(
      `Cannot make a slider from ${min} to ${max}: ${log ? "a logarithmic scale starts above 0, and " : ""}\`min\` must be less than \`max\``,
    );
  }
  if (!(step > 0)) throw new RangeError(`Cannot make a slider with steps of ${step}: \`step\` must be above 0`);
  return createControl({
    name: "slider",
    value,
    settings: { label, min, max, step, log },
    esm,
    check(wanted) {
      if (typeof wanted === "number" && wanted >= min && wanted <= max) return wanted;
      throw new RangeError(`Cannot set a slider to ${String(wanted)}: it goes from ${min} to ${max}`);
    },
  });
}

const esm = `
export default { render({ model, el }) {
  const line = row(model, el);
  const log = model.get("log");
  const there = log ? Math.log10 : Number;
  const back = (x) => log ? Number((10 ** x).toPrecision(3)) : Number(x);
  const clamp = (x) => Math.min(model.get("max"), Math.max(model.get("min"), x));
  const input = element("input", { type: "range", min: there(model.get("min")), max: there(model.get("max")), step: model.get("step") });
  const output = element("output");
  const show = () => { input.value = there(model.get("value")); output.value = String(model.get("value")); };
  input.addEventListener("input", () => { say(model, clamp(back(Number(input.value)))); output.value = String(model.get("value")); });
  model.on("change:value", show);
  line.append(input, output);
  show();
} };`;
