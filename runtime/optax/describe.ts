import type { Shown } from "../cards/card.ts";
import { showValue } from "../cards/showsItself.ts";
import { opensAs } from "../cards/treeCard.ts";
import { callText } from "./cards/callText.ts";
import { scheduleCard } from "./cards/scheduleCard.ts";
import { transformationCard } from "./cards/transformationCard.ts";
import { descriptionOf, setDescription } from "./description.ts";

// inside a tree, as in an nnx.Optimizer
opensAs((node) => {
  const description = descriptionOf(node);
  return description && { name: callText(description), children: [] };
});

const inspect = Symbol.for("nodejs.util.inspect.custom");

/**
 * Notes what made a transformation or a schedule, so that it can show itself: the last thing that each function of Optax which makes one
 * does. The value stays the record or function that it is.
 *
 * @param name of the function
 * @param parameters its arguments by name
 * @param value what it made, which nobody else has seen
 */
export function describe<T extends object>(name: string, parameters: Readonly<Record<string, unknown>>, value: T): T {
  const description = { name, parameters, of: descriptionOf(value) };
  setDescription(value, description);
  const show = typeof value === "function" ? scheduleCard : transformationCard;
  showValue(value, show as (value: object) => Shown);
  Object.defineProperty(value, inspect, { value: () => callText(description), configurable: true });
  return value;
}
