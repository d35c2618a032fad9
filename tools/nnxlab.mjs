#!/usr/bin/env node
/** The command line: makes the checkout ready, then hands over to the built `tools/cli.ts`. */
import { ensureReady } from "./bootstrap.mjs";

await ensureReady();
const { main } = await import("../dist/tools/cli.js");
process.exitCode = await main(process.argv.slice(2));
