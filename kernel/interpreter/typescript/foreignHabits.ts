/** What people write who come from elsewhere, mostly Python, and what cells say instead. Completes the compiler's own error. */
import type typescript from "typescript";

const names: ReadonlyMap<string, string> = new Map([
  ["print", "write console.log(…)"],
  ["len", "write xs.length, of an array of the runtime x.shape[0]"],
  ["range", "write for (let i = 0; i < n; i++), or jnp.arange(n) for an array"],
  ["enumerate", "write for (const [i, x] of xs.entries())"],
  ["zip", "write xs.map((x, i) => [x, ys[i]])"],
  ["None", "write null or undefined"],
  ["True", "write true"],
  ["False", "write false"],
  ["str", "write String(x) or a template string"],
  ["int", "write Math.trunc(x)"],
  ["float", "write Number(x)"],
  ["self", "write this"],
  ["np", "arrays are made with jnp"],
  ["plt", "charts are drawn with vl: vl.line(losses)"],
]);

/** `Cannot find name 'x'`, with and without a proposal. */
const unknownName: ReadonlySet<number> = new Set([2304, 2552]);

/** A hint for an unknown name; empty for any other error. */
export function hintForName(source: typescript.SourceFile, { code, start, length }: typescript.Diagnostic): string {
  if (!unknownName.has(code)) return "";
  const hint = names.get(source.text.slice(start, start! + length!));
  return hint ? `\nIn TypeScript: ${hint}` : "";
}

/** A hint for a syntax error in a line; empty where none fits. */
export function hintForSyntax(source: typescript.SourceFile, start: number): string {
  const from = source.text.lastIndexOf("\n", start - 1) + 1;
  const end = source.text.indexOf("\n", start);
  const line = source.text.slice(from, end < 0 ? undefined : end);
  const product = /([\w.)\]]+)\s*@\s*([\w.]+)/.exec(line);
  if (product && !/^\s*@/.test(line)) {
    return `\n\`@\` is no operator of TypeScript: write ${product[1]}.matmul(${product[2]})`;
  }
  if (/^\s*#(?!!)/.test(line)) return "\nComments start with //";
  if (/^\s*(def|elif|except|with)\b.*:\s*$/.test(line)) return "\nThis looks like Python; cells are TypeScript";
  if (/^\s*import\s+[\w.]+\s*(as\s+\w+)?\s*$/.test(line)) return '\nIn TypeScript: import * as name from "module"';
  if (/<([A-Za-z][\w.]*)[^<>]*(\/>|>.*<\/)/.test(line)) {
    return "\nCells have no JSX: show HTML with display.html(`<b>text</b>`)";
  }
  return "";
}
