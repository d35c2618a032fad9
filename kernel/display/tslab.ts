/**
 * What `import { display, newDisplay } from "tslab"` gives in a cell: the package's whole interface, drawn through this kernel, so
 * that notebooks written for tslab run unchanged, whether or not it is installed. `tslab.test.ts` compares it with the package.
 */
import { typescriptVersion } from "../version.ts";
import { newDisplayId } from "./displayId.ts";
import { createMediaDisplay, type MediaDisplay } from "./mediaDisplay.ts";
import { publish } from "./publish.ts";

/** tslab's name for it. */
export type Display = MediaDisplay;

interface Versions {
  tslab: string;
  typescript: string;
  node: string;
}

/** The tslab version whose interface this is, and what runs the cells. */
export const versions: Versions = { tslab: "1.0.22", typescript: typescriptVersion, node: process.version };

/** Shows content of a known kind below the cell. */
export const display: Display = createMediaDisplay((bundle) => publish(bundle));

/** A display whose every call replaces what the call before has shown. */
export function newDisplay(): Display {
  const id = newDisplayId();
  let update = false;
  return createMediaDisplay((bundle) => {
    publish(bundle, { id, update });
    update = true;
  });
}
