import { type Control, type ControlOptions, createControl } from "./control.ts";

/**
 * A box to tick.
 *
 * @param value whether it is ticked
 * @param options `label`
 * @example
 * const nesterov = widgets.checkbox(false, { label: "Nesterov" });
 */
export function checkbox(value = false, options: ControlOptions = {}): Control<boolean> {
  return createControl({
    name: "checkbox",
    value,
    settings: { label: options.label ?? "" },
    esm,
    check(wanted) {
      if (typeof wanted === "boolean") return wanted;
      throw new TypeError(`Cannot set a checkbox to ${String(wanted)}: it is true or false`);
    },
  });
}

const esm = `
export default { render({ model, el }) {
  const input = element("input", { type: "checkbox" });
  const show = () => { input.checked = model.get("value"); };
  input.addEventListener("change", () => say(model, input.checked));
  model.on("change:value", show);
  row(model, el).append(input);
  show();
} };`;
