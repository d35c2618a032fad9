/**
 * Talks to a kernel: starts one in a process of its own, runs cells in it and collects what they show. The grader, the course
 * builder, the command line and the tests are clients like every other; none of them reaches inside.
 */

export {
  createKernelClient,
  type ExecuteOptions,
  type ExecuteResult,
  type KernelClient,
} from "./client/kernelClient.ts";
export {
  KernelDiedError,
  type KernelProcess,
  type KernelProcessOptions,
  startKernelProcess,
} from "./client/kernelProcess.ts";
export type {
  DisplayOutput,
  ErrorOutput,
  MimeData,
  Output,
  ResultOutput,
  StreamOutput,
} from "./client/output.ts";
export { type Connection, parseConnection, readConnectionFile } from "./connection.ts";
