/**
 * The messages of the protocol as JSON Schemas, written from the specification; tests hold every message of the kernel against them.
 *
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
import { Ajv, type ValidateFunction } from "ajv";
import type { Message } from "../wire/message.ts";

const string = { type: "string" };
const strings = { type: "array", items: string };
const object = { type: "object" };
const count = { type: "integer", minimum: 0 };
const bundle = { data: { type: "object", patternProperties: { "^(text/|image/)": string } }, metadata: object };

function record(properties: Record<string, unknown>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

const failure = { ename: string, evalue: string, traceback: strings };
const errorReply = record({ status: { const: "error" }, ...failure });

/** A reply that is one of these when all went well, and an error otherwise. */
function reply(properties: Record<string, unknown>): object {
  return { oneOf: [record({ status: { const: "ok" }, ...properties }), errorReply] };
}

const schemas: Readonly<Record<string, object>> = {
  status: record({ execution_state: { enum: ["busy", "idle", "starting"] } }),
  iopub_welcome: record({ subscription: string }),
  stream: record({ name: { enum: ["stdout", "stderr"] }, text: { type: "string", minLength: 1 } }),
  display_data: record({ ...bundle, transient: record({ display_id: string }, ["display_id"]) }),
  update_display_data: record({ ...bundle, transient: record({ display_id: string }) }),
  execute_input: record({ code: string, execution_count: count }),
  execute_result: record({ execution_count: count, ...bundle }),
  error: record(failure),
  clear_output: record({ wait: { type: "boolean" } }),
  comm_open: record({ comm_id: string, target_name: string, data: object }),
  comm_msg: record({ comm_id: string, data: object }),
  comm_close: record({ comm_id: string, data: object }),
  input_request: record({ prompt: string, password: { type: "boolean" } }),
  kernel_info_reply: reply({
    protocol_version: { type: "string", pattern: "^5\\.\\d+" },
    implementation: string,
    implementation_version: string,
    language_info: record({
      name: { const: "typescript" },
      version: { type: "string", pattern: "^6\\." },
      mimetype: { const: "application/typescript" },
      file_extension: { const: ".ts" },
      codemirror_mode: { const: "typescript" },
      pygments_lexer: { const: "typescript" },
      nbconvert_exporter: string,
    }),
    banner: string,
    debugger: { type: "boolean" },
    supported_features: { const: ["debugger", "kernel subshells"] },
    help_links: { type: "array", items: record({ text: string, url: { type: "string", pattern: "^https://" } }) },
  }),
  execute_reply: {
    oneOf: [
      record({ status: { const: "ok" }, execution_count: count, payload: { type: "array" }, user_expressions: object }),
      record({ status: { const: "error" }, execution_count: count, ...failure }),
      record({ status: { const: "aborted" }, execution_count: count }),
    ],
  },
  is_complete_reply: {
    oneOf: [
      record({ status: { enum: ["complete", "invalid"] } }),
      record({ status: { const: "incomplete" }, indent: { type: "string", pattern: "^ *$" } }),
      errorReply,
    ],
  },
  complete_reply: reply({ matches: strings, cursor_start: count, cursor_end: count, metadata: object }),
  inspect_reply: reply({ found: { type: "boolean" }, ...bundle }),
  history_reply: reply({
    history: {
      type: "array",
      items: {
        type: "array",
        items: [count, count, { oneOf: [string, { type: "array", minItems: 2, maxItems: 2 }] }],
        minItems: 3,
        maxItems: 3,
      },
    },
  }),
  comm_info_reply: reply({ comms: object }),
  interrupt_reply: reply({}),
  shutdown_reply: reply({ restart: { type: "boolean" } }),
  create_subshell_reply: reply({ subshell_id: string }),
  delete_subshell_reply: reply({}),
  list_subshell_reply: reply({ subshell_id: strings }),
  debug_reply: record(
    {
      type: { const: "response" },
      seq: count,
      request_seq: count,
      command: string,
      success: { type: "boolean" },
      message: string,
      body: object,
    },
    ["message"],
  ),
  debug_event: record({
    type: { const: "event" },
    seq: count,
    event: { enum: ["initialized", "stopped", "continued", "thread", "terminated", "exited"] },
    body: object,
  }),
  unknown_reply: errorReply,
};

const headerSchema = record({
  msg_id: { type: "string", minLength: 1 },
  session: { type: "string", minLength: 1 },
  username: string,
  date: { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z$" },
  msg_type: string,
  version: { type: "string", pattern: "^5\\." },
});

const ajv = new Ajv({ allErrors: true, strict: false });
const checkHeader = ajv.compile(headerSchema);
const checks = new Map<string, ValidateFunction>(
  Object.entries(schemas).map(([type, schema]) => [type, ajv.compile(schema)]),
);

/** What is wrong with a message of the kernel; empty when nothing is. */
export function specErrors(message: Message): string[] {
  const type = message.header.msg_type;
  const check = checks.get(type);
  if (!check) return [`${type} is not a message of the specification`];
  const errors: string[] = [];
  if (!checkHeader(message.header)) errors.push(`header: ${ajv.errorsText(checkHeader.errors)}`);
  if (!check(message.content))
    errors.push(`${type}: ${ajv.errorsText(check.errors)}: ${JSON.stringify(message.content).slice(0, 300)}`);
  return errors;
}
