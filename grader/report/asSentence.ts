/** A message as a sentence: with a full stop, unless it ends in another sign. */
export function asSentence(text: string): string {
  return /[.?!:…)]$/.test(text) ? text : `${text}.`;
}
