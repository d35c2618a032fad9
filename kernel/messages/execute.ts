import { setTimeout as delay } from "node:timers/promises";
import type { Outcome } from "../interpreter/interpreter.ts";
import type { Content } from "../wire/message.ts";
import { optional, required } from "./fields.ts";
import { defineHandler, type Handler, type KernelContext, type Request } from "./handler.ts";

interface ExecuteRequest {
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
  readonly stopOnError: boolean;
}

/** A front end that runs all cells sends them in one go: this long after an error, what is on its way has arrived. */
const arrival = 10; // ms

/**
 * Runs a cell: execute_input, then whatever the cell prints and shows, then execute_result or error. After an error the cells
 * that wait behind it are aborted, unless the request says otherwise.
 */
export const execute: Handler = defineHandler<ExecuteRequest>({
  type: "execute_request",
  channels: ["shell"],
  queued: true,
  parse(content) {
    const silent = optional(content, "silent", "boolean", false);
    return {
      code: required(content, "code", "string"),
      silent,
      storeHistory: !silent && optional(content, "store_history", "boolean", true),
      userExpressions: expressions(content.user_expressions),
      stopOnError: optional(content, "stop_on_error", "boolean", true),
    };
  },
  async handle(kernel, { code, silent, storeHistory, userExpressions, stopOnError }, request) {
    const { interpreter, history } = kernel;
    const parent = request.message.header;
    const cell = { id: parent.msg_id, subshell: parent.subshell_id ?? undefined };
    if (storeHistory) kernel.executionCount++;
    const count = kernel.executionCount;
    if (!silent) kernel.publish("execute_input", { code, execution_count: count }, parent);
    if (storeHistory) history.addInput(count, code);
    const outcome = await interpreter.execute({ ...cell, code, count, showResult: !silent });
    if (outcome.status === "error") {
      if (!silent) kernel.publish("error", { ...outcome.error }, parent);
      if (stopOnError && !silent) await abortWaiting(kernel, request);
      return { status: "error", execution_count: count, ...outcome.error };
    }
    if (outcome.result && !silent) {
      kernel.publish("execute_result", { execution_count: count, ...outcome.result }, parent);
      if (storeHistory) history.addOutput(count, String(outcome.result.data["text/plain"] ?? ""));
    }
    const values = Object.keys(userExpressions).length > 0 ? await interpreter.evaluate(userExpressions, cell) : {};
    const payload = outcome.page ? [{ source: "page", data: outcome.page.data, start: 0 }] : [];
    return { status: "ok", execution_count: count, payload, user_expressions: mapValues(values, expressionReply) };
  },
});

async function abortWaiting(kernel: KernelContext, request: Request): Promise<void> {
  await delay(arrival);
  kernel.abortQueue(request);
}

function expressions(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  const entries = typeof value === "object" ? Object.entries(value) : undefined;
  if (!entries?.every(([, code]) => typeof code === "string")) {
    throw new TypeError("Cannot handle the message: `user_expressions` must be an object of strings");
  }
  return Object.fromEntries(entries);
}

function expressionReply(outcome: Outcome): Content {
  return outcome.status === "ok"
    ? { status: "ok", data: outcome.result?.data ?? {}, metadata: outcome.result?.metadata ?? {} }
    : { status: "error", ...outcome.error };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
}
