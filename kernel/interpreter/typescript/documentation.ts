/**
 * Documentation comments. Libraries are read without them, to be quick; a file is read again with its comments when somebody asks
 * about something in it.
 */
import type typescript from "typescript";
import { ts } from "./compiler.ts";

const documented = new WeakMap<typescript.SourceFile, typescript.SourceFile>();

/** The documentation of a symbol as Markdown; empty when it has none. */
export function documentationOf(symbol: typescript.Symbol): string {
  for (const declaration of symbol.declarations ?? []) {
    const node = documentedNode(declaration);
    const text = node && markdownOf(node);
    if (text) return text;
  }
  return "";
}

/** The same declaration in a file that was read with its comments. */
function documentedNode(declaration: typescript.Node): typescript.Node | undefined {
  const source = declaration.getSourceFile();
  let again = documented.get(source);
  if (!again) {
    again = ts.createSourceFile(source.fileName, source.text, { languageVersion: ts.ScriptTarget.ES2022 }, true);
    documented.set(source, again);
  }
  let found: typescript.Node | undefined;
  const visit = (node: typescript.Node): void => {
    if (found || node.pos > declaration.pos || node.end < declaration.end) return;
    if (node.kind === declaration.kind && node.pos === declaration.pos && node.end === declaration.end) found = node;
    else ts.forEachChild(node, visit);
  };
  visit(again);
  return found;
}

function markdownOf(node: typescript.Node): string {
  const parts: string[] = [];
  for (const part of ts.getJSDocCommentsAndTags(node)) {
    parts.push(ts.getTextOfJSDocComment(part.comment) ?? "");
    for (const tag of ts.isJSDoc(part) ? (part.tags ?? []) : []) parts.push(tagText(tag));
  }
  return parts.filter(Boolean).join("\n\n");
}

function tagText(tag: typescript.JSDocTag): string {
  const text = (ts.getTextOfJSDocComment(tag.comment) ?? "").trim();
  if (ts.isJSDocParameterTag(tag)) return `- \`${tag.name.getText()}\`: ${text.replace(/^-\s*/, "")}`;
  switch (tag.tagName.text) {
    case "example":
      return text.includes("```") ? text : `\`\`\`typescript\n${text}\n\`\`\``;
    case "returns":
    case "return":
      return `**Returns** ${text}`;
    case "throws":
      return `**Throws** ${text}`;
    case "see":
      // The parser takes the first word of `@see https://…` for a name.
      return `**See** ${tag
        .getText()
        .replace(/^@see\s+/, "")
        .trim()}`;
    case "deprecated":
      return `**Deprecated** ${text}`;
    default:
      return "";
  }
}
