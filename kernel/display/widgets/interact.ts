import { display } from "../display.ts";
import type { Control } from "./control.ts";

/**
 * Shows controls and what a function makes of their values, again whenever one of them changes.
 *
 * @param show called with the values by name; what it returns is shown below the controls
 * @param controls by name
 * @example
 * widgets.interact(({ rate }) => `learning rate ${rate}`, { rate: widgets.slider(1e-3, { log: true }) });
 */
export function interact<Values extends Record<string, unknown>>(
  show: (values: Values) => unknown,
  controls: { readonly [Name in keyof Values]: Control<Values[Name]> },
): void {
  const values = (): Values =>
    Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value])) as Values;
  for (const control of Object.values(controls)) display(control);
  const output = display(show(values()));
  for (const control of Object.values(controls)) control.observe(() => output.update(show(values())));
}
