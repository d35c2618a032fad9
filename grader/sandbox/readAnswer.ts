import type { Output } from "../../kernel/client.ts";
import type { ProbeAnswer } from "../probe/runProbe.ts";

/** As in `../probe/answer.ts`, which belongs into the box and is never loaded out here. */
const answerType = "application/vnd.nnxlab.answer+json";

/**
 * Finds the answer to a question among the outputs of its cell: the only one with the right ticket. Two are none, for one of them was
 * not made by us. The values in it stay as they came; `decodeValue` looks at them later.
 */
export function readAnswer(outputs: readonly Output[], ticket: string): ProbeAnswer | undefined {
  const answers = outputs.flatMap((output) => {
    const data =
      "data" in output ? (output.data[answerType] as { ticket?: unknown; answer?: unknown } | undefined) : undefined;
    return typeof data === "object" && data !== null && data.ticket === ticket ? [data.answer] : [];
  });
  return answers.length === 1 ? checked(answers[0]) : undefined;
}

function checked(answer: unknown): ProbeAnswer | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  const { status, values, names, name, message } = answer as { [field: string]: unknown };
  if (status === "ok" && Array.isArray(values)) return { status, values };
  if (status === "missing" && isTexts(names)) return { status, names };
  if (status === "error" && isTexts([name, message])) {
    return { status, name: String(name).slice(0, 100), message: String(message).slice(0, 2000) };
  }
  return undefined;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
