import { type Control, type ControlOptions, createControl } from "./control.ts";

/**
 * A list to choose one of.
 *
 * @param choices what there is, as texts
 * @param options `value`, what is chosen (default: the first), and `label`
 * @throws RangeError for an empty list, or a value that is not in it
 * @example
 * const optimizer = widgets.dropdown(["sgd", "adam"], { value: "adam" });
 */
export function dropdown<Choice extends string>(
  choices: readonly Choice[],
  options: ControlOptions & { readonly value?: NoInfer<Choice> } = {},
): Control<Choice> {
  if (choices.length === 0) throw new RangeError("Cannot make a dropdown of nothing: give it at least one choice");
  return createControl({
    name: "dropdown",
    value: options.value ?? choices[0]!,
    settings: { label: options.label ?? "", choices: [...choices] },
    esm,
    check(wanted) {
      if (choices.includes(wanted as Choice)) return wanted as Choice;
      throw new RangeError(`Cannot choose ${JSON.stringify(wanted)}: there are ${choices.join(", ")}`);
    },
  });
}

const esm = `
export default { render({ model, el }) {
  const select = element("select");
  for (const text of model.get("choices")) select.append(element("option", { value: text, textContent: text }));
  const show = () => { select.value = model.get("value"); };
  select.addEventListener("change", () => say(model, select.value));
  model.on("change:value", show);
  row(model, el).append(select);
  show();
} };`;
