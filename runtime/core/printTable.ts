/** Rows under a header, in columns; those from `rightFrom` on are numbers, and stand to the right. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[], rightFrom: number): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column >= rightFrom ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd();
  return all.map(line).join("\n");
}
