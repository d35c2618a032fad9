/** What the box of a top-level variable is called in compiled cells. */

/** The name of the box of `name`. */
export function boxName(name: string): string {
  return `__box_${name}`;
}

/** A text with the names of variables instead of their boxes: V8 quotes compiled code, `fs[__box_i.value] is not a function`. */
export function withoutBoxes(text: string): string {
  return text.replace(/\b__box_([\p{ID_Continue}$]+)\.value\b/gu, "$1");
}
