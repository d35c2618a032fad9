/** Completion and inspection, completed by what was seen of values. Loads no compiler, so the worker can have it from the start. */
import type { Completions, MimeBundle } from "../interpreter.ts";
import type { Look } from "../user/lookAt.ts";
import type { TypedCompletions } from "./complete.ts";
import type { Inspection } from "./inspect.ts";
import { ranked } from "./ranked.ts";

/** Completions, with the members of a value that was looked at. */
export function withMembers(
  { matches, start, end }: TypedCompletions,
  code: string,
  members: readonly { readonly name: string; readonly kind: string }[],
): Completions {
  const prefix = code.slice(start, end);
  const isKey = /["'`][^"'`]*$/.test(code.slice(0, end)) && /\[\s*["'`]$/.test(code.slice(0, start));
  const met = new Set(matches.map(({ text }) => text));
  const found = members
    .filter(({ name }) => !met.has(name) && (isKey || identifier.test(name)))
    .map(({ name, kind }, index) => ({
      text: name,
      type: kind,
      rank: `${name.startsWith("_") ? 1 : 0}${String(index).padStart(4, "0")}`,
    }));
  return { matches: [...matches, ...ranked(found, prefix).map(({ text, type }) => ({ text, type }))], start, end };
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** An inspection, with what was seen of the value; undefined when nothing is known at all. */
export function withValue({ bundle, path }: Inspection, look: Look | undefined): MimeBundle | undefined {
  if (!look || look.type === "undefined") return bundle;
  const value = look.type === look.text ? look.type : `${look.type} = ${look.text}`;
  const { "text/plain": plain = path!.join("."), "text/markdown": markdown = fence(path!.join(".")) } =
    bundle?.data ?? {};
  return {
    data: {
      "text/plain": `${String(plain)}\n\nNow: ${value}`,
      "text/markdown": `${String(markdown)}\n\n**Now** ${code(value)}`,
    },
    metadata: {},
  };
}

/** Text that may hold backquotes, as code in Markdown. */
function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function fence(code: string): string {
  return `\`\`\`typescript\n${code}\n\`\`\``;
}
