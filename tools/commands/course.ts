/** `nnxlab course`: Markdown → notebooks, exercises and solutions; and whether the exercises can be graded as their authors say. */
import { type Command, UsageError } from "../command.ts";

/** The course builder. */
export const course: Command = {
  name: "course",
  summary: "make notebooks, exercises and solutions from their Markdown, and try the exercises",
  usage: "build [--check] | execute | check",
  options: { check: { type: "boolean", about: "build: write nothing; fail when a committed file is stale" } },
  async run(args) {
    const [action, ...more] = args.positionals;
    const run =
      action !== undefined && more.length === 0 && Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (!run) {
      throw new UsageError(
        `Cannot run \`course ${args.positionals.join(" ")}\`: the action is build, execute or check`,
      );
    }
    return await run(args.values.check === true);
  },
};

const actions: { readonly [action: string]: (check: boolean) => Promise<number> } = {
  build: (check) => build({ check }),
  /** Runs every notebook anew, also where its outputs are those of its code. */
  execute: () => build({ rerun: true }),
  check: tryExercises,
};

async function build(options: { readonly check?: boolean; readonly rerun?: boolean }): Promise<number> {
  const { buildCourse } = await import("../../notebooks/build/build.ts");
  const { written, stale } = await buildCourse(options);
  for (const path of written) console.log(`wrote ${path}`);
  for (const path of stale) console.log(`stale: ${path}`);
  if (stale.length === 0 && written.length === 0) console.log("Everything is up to date");
  if (stale.length === 0) return 0;
  console.error(
    "Cannot accept these files: they are not what their Markdown gives; run `npx nnxlab course build` and commit the result",
  );
  return 1;
}

/** The starter of each exercise gives no point, its solution all of them, and each wrong solution the verdict that was declared. */
async function tryExercises(): Promise<number> {
  const { checkCourse } = await import("../../grader/checkCourse.ts");
  const findings = await checkCourse({
    onFinding: ({ exercise, name, problems }) =>
      console.log(
        `${problems.length === 0 ? "✓" : "✗"} ${exercise}: ${name}${problems.map((problem) => `\n    ${problem}`).join("")}`,
      ),
  });
  return findings.every(({ problems }) => problems.length === 0) ? 0 : 1;
}
