import { createRequire } from "node:module";

/** The package `zeromq`, which is CommonJS: `import` would first read its text for names of exports, which takes as long as loading it. */
export const zmq: typeof import("zeromq") = createRequire(import.meta.url)("zeromq");
