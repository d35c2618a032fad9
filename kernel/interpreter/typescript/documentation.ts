/**
 * Documentation comments. Libraries are read without them, to be quick; when somebody asks about a declaration, the comment before it is
 * parsed alone, in half a millisecond instead of the 30 to 100 that its file takes.
 */
import type typescript from "typescript";
import { ts } from "./compiler.ts";

/** The documentation of a symbol as Markdown; empty when it has none. */
export function documentationOf(symbol: typescript.Symbol): string {
  for (const declaration of symbol.declarations ?? []) {
    const text = markdownOf(declaration);
    if (text) return text;
  }
  return "";
}

function markdownOf(declaration: typescript.Declaration): string {
  if (ts.isParameter(declaration) && ts.isIdentifier(declaration.name)) {
    const { text } = declaration.name;
    const own = commentOf(declaration.parent)
      .flatMap(tagsOf)
      .find((tag) => isAbout(tag, text));
    return own ? tagText(own) : "";
  }
  const parts: string[] = [];
  for (const part of commentOf(declaration)) {
    parts.push(ts.getTextOfJSDocComment(part.comment) ?? "", ...tagsOf(part).map(tagText));
  }
  return parts.filter(Boolean).join("\n\n");
}

function tagsOf(part: typescript.JSDoc | typescript.JSDocTag): readonly typescript.JSDocTag[] {
  return ts.isJSDoc(part) ? (part.tags ?? []) : [];
}

function isAbout(tag: typescript.JSDocTag, parameter: string): boolean {
  return ts.isJSDocParameterTag(tag) && tag.name.getText() === parameter;
}

/** What is said about a declaration: in its own file, if that was read with comments (cells are), or parsed now. */
function commentOf(declaration: typescript.Node): readonly (typescript.JSDoc | typescript.JSDocTag)[] {
  const known = ts.getJSDocCommentsAndTags(declaration);
  if (known.length > 0) return known;
  const { text } = declaration.getSourceFile();
  const comment = ts
    .getLeadingCommentRanges(text, statementOf(declaration).pos)
    ?.map(({ pos, end }) => text.slice(pos, end))
    .findLast((range) => range.startsWith("/**"));
  if (comment === undefined) return [];
  const alone = ts.createSourceFile("comment.ts", `${comment}\nlet x;`, ts.ScriptTarget.ES2022, true);
  return ts.getJSDocCommentsAndTags(alone.statements[0]!);
}

/** The node before which a comment about a declaration stands: of `const x = 1`, the whole statement. */
function statementOf(declaration: typescript.Node): typescript.Node {
  const { parent } = declaration;
  return ts.isVariableDeclaration(declaration) && ts.isVariableStatement(parent.parent) ? parent.parent : declaration;
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
