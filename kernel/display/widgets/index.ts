/**
 * `widgets`: things to move and press in a notebook, and the values they have here. Pages need JupyterLab's extension for them
 * (`pip install anywidget`, which `npm run lab` does); elsewhere their text is shown, and their values are as they were made.
 */
export { type Button, button } from "./button.ts";
export { checkbox } from "./checkbox.ts";
export type { Control, ControlOptions } from "./control.ts";
export { dropdown } from "./dropdown.ts";
export { interact } from "./interact.ts";
export { type SliderOptions, slider } from "./slider.ts";
export { text } from "./text.ts";
export { Widget, type WidgetOptions } from "./widget.ts";
