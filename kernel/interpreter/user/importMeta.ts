import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { providedModule } from "../scope.ts";

/** What `import.meta` is in cells: that of a module in the notebook's folder. */
export function importMeta(folder: string): object {
  const filename = join(folder, "cell.ts");
  const url = pathToFileURL(filename).href;
  return {
    url,
    filename,
    dirname: folder,
    // Node takes heed of the second argument under a flag that kernels are started with (launch.ts).
    resolve: (specifier: string) => providedModule(specifier)?.url ?? import.meta.resolve(specifier, url),
  };
}
