import { displayHost } from "./host.ts";

/**
 * Removes what the running cell has shown so far.
 *
 * @param options `wait` keeps it until there is something new to show, so that nothing flickers; default false
 */
export function clearOutput({ wait = false }: { readonly wait?: boolean } = {}): void {
  displayHost()?.publish("clear_output", { wait }, {});
}
