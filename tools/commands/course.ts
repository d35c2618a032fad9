/** `nnxlab course build`: Markdown → notebooks, exercises and solutions. */
import { buildCourse } from "../../notebooks/build/build.ts";
import { type Command, UsageError } from "../command.ts";

/** The course builder. */
export const course: Command = {
  name: "course",
  summary: "make notebooks, exercises and solutions from their Markdown",
  usage: "build [--check]",
  options: { check: { type: "boolean", about: "write nothing; fail when a committed file is stale" } },
  async run(args) {
    if (args.positionals.length !== 1 || args.positionals[0] !== "build") {
      throw new UsageError(`Cannot run \`course ${args.positionals.join(" ")}\`: the action is \`build\``);
    }
    const check = args.values.check === true;
    const { written, stale } = await buildCourse({ check });
    for (const path of check ? stale : written) console.log(check ? `stale: ${path}` : `wrote ${path}`);
    if (check && stale.length > 0)
      console.error(
        "Cannot accept these files: their Markdown has changed; run `npx nnxlab course build` and commit the result",
      );
    if (stale.length === 0 && written.length === 0) console.log("Everything is up to date");
    return check && stale.length > 0 ? 1 : 0;
  },
};
