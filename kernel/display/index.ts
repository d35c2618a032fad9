/** What is in scope in every cell for showing things and asking for them. */

export { clearOutput } from "./clearOutput.ts";
export { Comm, type CommMessage, type CommOptions, openComm, registerCommTarget } from "./comm.ts";
export { type Display, type DisplayHandle, type DisplayOptions, display } from "./display.ts";
export { input, password } from "./input.ts";
export { type Progress, type ProgressOptions, progress } from "./progress.ts";
export * as widgets from "./widgets/index.ts";
