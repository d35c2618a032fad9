import { randomUUID } from "node:crypto";

/** A name for an output that is to be replaced later; no two are the same, in any kernel. */
export function newDisplayId(): string {
  return `nnxlab-${randomUUID()}`;
}
