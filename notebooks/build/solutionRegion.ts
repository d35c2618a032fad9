/**
 * Solution regions: what stands between `// BEGIN SOLUTION: what to do` and `// END SOLUTION` belongs to the solution. The student's
 * version has a TODO there, which throws, so that nothing unwritten passes for something that works.
 */
import type { Code } from "mdast";
import { type Document, problemAt } from "./document.ts";

const begin = /^(\s*)\/\/ BEGIN SOLUTION(?:: (.*))?$/;
const end = /^\s*\/\/ END SOLUTION$/;

/** The two versions of a cell. */
export interface Versions {
  readonly solution: string;
  readonly starter: string;
}

/**
 * Takes a cell of the master apart.
 *
 * @throws BadInput for regions that are missing, nested or never closed
 */
export function splitSolution(document: Document, node: Code): Versions {
  const solution: string[] = [];
  const starter: string[] = [];
  let inside = false;
  let regions = 0;
  for (const line of node.value.split("\n")) {
    const opening = begin.exec(line);
    if (opening) {
      if (inside) throw problemAt(document, node, "a solution region begins inside another one");
      inside = true;
      regions++;
      const [, indent = "", task = "write this"] = opening;
      starter.push(
        `${indent}// TODO: ${task}`,
        `${indent}throw new Error("Not written yet: ${task.replaceAll('"', '\\"')}");`,
      );
    } else if (end.test(line)) {
      if (!inside) throw problemAt(document, node, "// END SOLUTION stands without // BEGIN SOLUTION before it");
      inside = false;
    } else {
      solution.push(line);
      if (!inside) starter.push(line);
    }
  }
  if (inside) throw problemAt(document, node, "a solution region is never closed by // END SOLUTION");
  if (regions === 0) throw problemAt(document, node, "a solution cell needs // BEGIN SOLUTION and // END SOLUTION");
  return { solution: solution.join("\n"), starter: starter.join("\n") };
}
