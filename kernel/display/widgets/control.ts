/** What sliders, fields and lists have in common: one value, and a label before it. */
import { Widget } from "./widget.ts";

/** A widget with one value. */
export interface Control<Value> {
  /** What it is set to; assigning moves it in the page. */
  value: Value;
  /** Calls `listener` with each new value; returns a function that stops that. */
  observe(listener: (value: Value) => void): () => void;
  /** Removes it from the page. */
  close(): void;
}

/** What every control can be told. */
export interface ControlOptions {
  /** Text before it; default none. */
  readonly label?: string;
}

/** How a control is made. */
export interface ControlParts<Value, Settings extends object> {
  /** Its name in messages and texts. */
  readonly name: string;
  readonly value: Value;
  readonly settings: Settings & ControlOptions;
  /** Module of the page's half; it has `row(model, el)` for the label and `element(tag, attributes)`. */
  readonly esm: string;
  /** Throws where a value is none that it can have. */
  check(value: unknown): Value;
}

/** A control of its parts. */
export function createControl<Value, Settings extends object>(parts: ControlParts<Value, Settings>): Control<Value> {
  const { name, settings, esm, check } = parts;
  const { label = "", ...rest } = settings;
  const widget = new Widget<{ value: Value; label: string }>({
    esm: helpers + esm,
    css,
    state: { value: check(parts.value), label, ...rest },
    text: ({ value }) => `${name}(${label ? `${label}: ` : ""}${JSON.stringify(value)})`,
  });
  const control: Control<Value> = {
    get value() {
      return widget.get("value");
    },
    set value(value) {
      widget.set({ value: check(value) });
    },
    observe: (listener) => widget.observe("value", listener),
    close: () => widget.close(),
  };
  widget.lendLooks(control);
  return control;
}

const css = `
.nnxlab-control { display: flex; align-items: center; gap: 0.6em; font: var(--jp-ui-font-size1, 13px) var(--jp-ui-font-family, sans-serif); color: var(--jp-ui-font-color1, inherit); padding: 2px 0 }
.nnxlab-control output { min-width: 5em; font-variant-numeric: tabular-nums }
.nnxlab-control input[type=range] { width: 20em }`;

/** At the head of every module. */
const helpers = `
const element = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
const row = (model, el) => {
  const line = element("label", { className: "nnxlab-control" });
  const label = element("span");
  const show = () => { label.textContent = model.get("label"); label.hidden = !model.get("label"); };
  model.on("change:label", show);
  show();
  line.append(label);
  el.append(line);
  return line;
};
const say = (model, value) => { model.set("value", value); model.save_changes(); };
`;
