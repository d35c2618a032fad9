/** What a kernelspec starts: `node <flags> main.js CONNECTION_FILE`. */
import { startKernel } from "./index.ts";

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  console.error("Usage: node main.js CONNECTION_FILE   (Jupyter writes the file and starts this)");
  process.exitCode = 2;
} else {
  startKernel(connectionFile);
}
