import type { Step } from "../submission.ts";

/** A part is attempted when its code differs from the starter by more than spaces and comments. */
export const findAttempted: Step = (submission) => {
  const { master, sources } = submission;
  const attempted = master.parts.filter(({ name, starter }) => {
    const source = sources.get(name);
    return source !== undefined && bare(source) !== "" && bare(source) !== bare(starter);
  });
  return { ...submission, attempted: new Set(attempted.map(({ name }) => name)) };
};

/** Code without comment lines and without the blanks that an editor changes. */
function bare(source: string): string {
  const lines = source.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("//")).join("\n");
}
