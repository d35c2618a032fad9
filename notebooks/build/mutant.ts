/** A mutant: a wrong solution that the checks must catch, and as what. The author declares them; a test grades each one. */
import type { ContainerDirective } from "mdast-util-directive";
import { fenceOf } from "./check.ts";
import { type Document, problemAt } from "./document.ts";

export interface Mutant {
  readonly id: string;
  /** The part that it replaces. */
  readonly part: string;
  readonly source: string;
  /** Verdict of the whole submission. */
  readonly verdict: string;
  /** The mistake that the report must name, if it can be told. */
  readonly diagnosis: string | undefined;
  /** Checks that must give no points; every other one must. */
  readonly fails: readonly string[];
}

/** Reads `:::mutant{#sum part=loss verdict=fail diagnosis=sum-not-mean fails="loss-value step"}` with a `ts mutant` block. */
export function readMutant(document: Document, node: ContainerDirective): Mutant {
  const { id, part, verdict, diagnosis, fails } = node.attributes ?? {};
  if (!id || !part || !verdict || !fails) {
    throw problemAt(document, node, 'a mutant needs {#id part=… verdict=… fails="check check"}');
  }
  const fence = fenceOf(node, "ts", "mutant");
  if (!fence) throw problemAt(document, node, `mutant ${id} needs a \`\`\`ts mutant block`);
  return {
    id,
    part,
    source: fence.value,
    verdict,
    diagnosis: diagnosis ?? undefined,
    fails: fails.trim().split(/\s+/),
  };
}
