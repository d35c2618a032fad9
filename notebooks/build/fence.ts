/** What stands after the language of a code fence: words and `name=value` pairs. */
export interface Fence {
  readonly words: readonly string[];
  readonly values: { readonly [name: string]: string };
}

/**
 * Reads a fence's meta string.
 *
 * @param meta the text after the language, or null
 * @example
 * const { words, values } = parseFence('solution part=loss title="the loss"');
 * assertEqual([words[0], values.part, values.title], ["solution", "loss", "the loss"]);
 */
export function parseFence(meta: string | null | undefined): Fence {
  const words: string[] = [];
  const values: { [name: string]: string } = {};
  for (const [, name, quoted, plain, word] of (meta ?? "").matchAll(/([\w-]+)=(?:"([^"]*)"|(\S+))|(\S+)/g)) {
    if (name) values[name] = quoted ?? plain ?? "";
    else words.push(word!);
  }
  return { words, values };
}
