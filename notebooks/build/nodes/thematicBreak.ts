import type { ThematicBreak } from "mdast";
import type { Handler } from "./index.ts";

/** `***`: the slide goes on below. Nothing is drawn in the notebook. */
export const thematicBreak: Handler<ThematicBreak> = () => [{ kind: "break", slide: "subslide" }];
