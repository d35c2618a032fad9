import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.ts";

/** Whether this is a checkout with sources, not an installed package. */
export const isCheckout: boolean = existsSync(join(root, "runtime", "index.ts"));

/** How a part of this package that does not load is brought back. */
export const reinstall: string = isCheckout
  ? "`npm ci` installs what is missing, `npm run build` builds anew"
  : "install the package again: npm install nnxlab";
