/**
 * How answers leave the sandbox: as the result of a cell, under a MIME type of its own and the ticket of the question. Text that the
 * learner's code prints, whatever it looks like, is never an answer.
 */
import { type Probe, runProbe } from "./runProbe.ts";

/** The type of answers. */
export const answerType = "application/vnd.nnxlab.answer+json";

/**
 * Answers a question.
 *
 * @param ticket a random text that the question came with
 * @param probe what to run
 * @returns a value that shows itself to the kernel as the answer
 */
export function answer(ticket: string, probe: Probe): object {
  const bundle = { [answerType]: { ticket, answer: runProbe(probe) }, "text/plain": "" };
  return { [Symbol.for("Jupyter.display")]: () => bundle };
}
