/**
 * A string as Python prints it: in single quotes, or in double quotes where it has single ones and no double ones.
 *
 *     kernel → 'kernel'        ['w'] → "['w']"
 */
export function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
  if (escaped.includes("'") && !escaped.includes('"')) return `"${escaped}"`;
  return `'${escaped.replaceAll("'", "\\'")}'`;
}
