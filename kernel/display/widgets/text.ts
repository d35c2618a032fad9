import { type Control, type ControlOptions, createControl } from "./control.ts";

/**
 * A field for a line of text; it changes when the reader leaves it or presses Enter.
 *
 * @param value what it says
 * @param options `label`
 * @example
 * const prompt = widgets.text("To be, or", { label: "prompt" });
 */
export function text(value = "", options: ControlOptions = {}): Control<string> {
  return createControl({
    name: "text",
    value,
    settings: { label: options.label ?? "" },
    esm,
    check(wanted) {
      if (typeof wanted === "string") return wanted;
      throw new TypeError(`Cannot write ${String(wanted)} into a text field: it takes a string`);
    },
  });
}

const esm = `
export default { render({ model, el }) {
  const input = element("input", { type: "text", size: 40 });
  const show = () => { input.value = model.get("value"); };
  input.addEventListener("change", () => say(model, input.value));
  model.on("change:value", show);
  row(model, el).append(input);
  show();
} };`;
