/** The protocol counts characters as code points (`cursor_pos`); JavaScript strings count UTF-16 units. */

/** UTF-16 index of the code point at `position`, at most the length of the text. */
export function toUnits(text: string, position: number): number {
  let units = 0;
  for (let points = 0; points < position && units < text.length; points++) {
    units += text.codePointAt(units)! > 0xffff ? 2 : 1;
  }
  return units;
}

/** Number of code points before the UTF-16 index `units`. */
export function toPoints(text: string, units: number): number {
  let points = 0;
  for (let at = 0; at < units; points++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return points;
}
