import { nodeModule } from "../../nodeModule.ts";

/** The version of this package, from the package.json above this file, wherever the build has put it; `unknown` if there is none. */
export function packageVersion(): string {
  const { existsSync, readFileSync } = nodeModule("node:fs");
  for (let folder = new URL(".", import.meta.url); ; folder = new URL("..", folder)) {
    const file = new URL("package.json", folder);
    if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { version?: string }).version ?? "unknown";
    if (folder.pathname === "/" || new URL("..", folder).href === folder.href) return "unknown";
  }
}
