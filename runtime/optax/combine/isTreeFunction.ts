import { leaves } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/** Whether a mask or labels are given by a function; a callable module would be a tree. */
export function isTreeFunction(value: Tree): value is (tree: Tree) => Tree {
  return typeof value === "function" && leaves(value)[0] === value;
}
