import { Widget } from "./widget.ts";

/** A button. */
export interface Button {
  /** What stands on it; assigning changes it. */
  label: string;
  /** Whether it cannot be pressed. */
  disabled: boolean;
  /** Removes it from the page. */
  close(): void;
}

/**
 * A button.
 *
 * @param label what stands on it
 * @param pressed called each time; what it prints appears below the cell that shows the button. An error is printed there too
 * @example
 * display(widgets.button("one more step", () => console.log("step")));
 */
export function button(label: string, pressed: () => void | Promise<void>): Button {
  const widget = new Widget({
    esm,
    state: { label, disabled: false },
    text: (state) => `button(${JSON.stringify(state.label)})`,
  });
  widget.onCustom = (content) => {
    if (content === "press") return void pressed();
  };
  const shown: Button = {
    get label() {
      return widget.get("label");
    },
    set label(text) {
      widget.set({ label: text });
    },
    get disabled() {
      return widget.get("disabled");
    },
    set disabled(disabled) {
      widget.set({ disabled });
    },
    close: () => widget.close(),
  };
  widget.lendLooks(shown);
  return shown;
}

const esm = `
export default { render({ model, el }) {
  const button = document.createElement("button");
  button.className = "jp-Button jp-mod-styled";
  const show = () => { button.textContent = model.get("label"); button.disabled = model.get("disabled"); };
  button.addEventListener("click", () => model.send("press"));
  model.on("change:label change:disabled", show);
  el.append(button);
  show();
} };`;
