/** `einsum`: sums of products written with letters for axes. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { multiply } from "./arithmetic.ts";
import { equal } from "./comparison.ts";
import { contractionPath } from "./contractionPath.ts";
import { promote } from "./promote.ts";
import { sum } from "./sums.ts";
import { permute } from "./transpose.ts";
import { where } from "./where.ts";

/** An array with a letter for each axis. */
interface Term {
  readonly x: JaxArray;
  readonly letters: readonly string[];
}

/**
 * Sums of products by Einstein's convention: axes with one letter go together; letters that the result does not have are summed
 * over. Operands are joined two at a time, each pair by one matrix product, in the order that `einsumPath` tells.
 *
 * @param subscripts letters of the axes of each operand, as `"ij,jk->ik"`; `...` stands for axes that broadcast; without `->` the
 *   result has, in alphabetical order, the letters that occur once
 * @param operands arrays, one for each group of letters
 * @returns the array with the axes after `->`
 * @throws TypeError when the letters do not fit the operands, or an axis has two sizes
 * @example
 * const a = jnp.array([[1, 2], [3, 4]]);
 * assertEqual(jnp.einsum("ij,jk->ik", a, a), "[[ 7 10]\n [15 22]]");
 * assertEqual(jnp.einsum("ii", a), "5");
 */
export function einsum(subscripts: string, ...operands: readonly ArrayLike[]): JaxArray {
  const arrays = promote("einsum", ...operands);
  const { inputs, output } = parseSubscripts(subscripts, arrays);
  const sizes = sizesOfLetters(subscripts, arrays, inputs);
  let terms = arrays.map((x, k) => diagonals({ x, letters: inputs[k]! }));
  const { pairs } = contractionPath(
    inputs.map((letters) => new Set(letters)),
    new Set(output),
    sizes,
  );
  for (const [first, second] of pairs) {
    const rest = terms.filter((_, k) => k !== first && k !== second);
    const needed = new Set([...output, ...rest.flatMap((term) => term.letters)]);
    terms = [...rest, join(terms[first]!, terms[second]!, needed)];
  }
  const { x, letters } = sumOut(terms[0]!, new Set(output));
  return permute(
    x,
    output.map((letter) => letters.indexOf(letter)),
  );
}

/** Letters of each operand and of the result; axes under `...` get names of their own, aligned at the last. */
export function parseSubscripts(
  subscripts: string,
  arrays: readonly JaxArray[],
): { readonly inputs: readonly (readonly string[])[]; readonly output: readonly string[] } {
  const [left = "", right] = subscripts.replaceAll(" ", "").split("->");
  const groups = left.split(",");
  if (groups.length !== arrays.length) {
    throw new TypeError(
      `Cannot einsum "${subscripts}" of ${arrays.length} operands: it has letters for ${groups.length}`,
    );
  }
  let hidden = 0;
  const inputs = groups.map((group, k) => {
    const x = arrays[k]!;
    const named = group.replace("...", "");
    if (!/^[A-Za-z]*$/.test(named))
      throw new TypeError(`Cannot einsum "${subscripts}": axes are named by letters, got "${group}"`);
    const extra = group.includes("...") ? x.ndim - named.length : 0;
    if (named.length + extra !== x.ndim || extra < 0) {
      throw new TypeError(
        `Cannot einsum "${subscripts}" with ${printAval(x.aval)} as "${group}": it needs a letter for each of its ${x.ndim} axes`,
      );
    }
    hidden = Math.max(hidden, extra);
    const at = group.indexOf("...");
    const dots = Array.from({ length: extra }, (_, i) => `.${extra - i}`);
    return at < 0 ? [...named] : [...named.slice(0, at), ...dots, ...named.slice(at)];
  });
  const dots = Array.from({ length: hidden }, (_, i) => `.${hidden - i}`);
  const used = inputs.flat();
  if (right === undefined) {
    const once = [...new Set(used)].filter(
      (letter) => !letter.startsWith(".") && used.filter((other) => other === letter).length === 1,
    );
    return { inputs, output: [...dots, ...once.sort()] };
  }
  const at = right.indexOf("...");
  const output = at < 0 ? [...right] : [...right.slice(0, at), ...dots, ...right.slice(at + 3)];
  const bad = output.find((letter, i) => !used.includes(letter) || output.indexOf(letter) !== i);
  if (bad)
    throw new TypeError(
      `Cannot einsum "${subscripts}": "${bad}" of the result must be in one operand at least, and once in the result`,
    );
  return { inputs, output };
}

/** The size of each letter's axis; throws where one has two. */
export function sizesOfLetters(
  subscripts: string,
  arrays: readonly JaxArray[],
  inputs: readonly (readonly string[])[],
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  inputs.forEach((letters, k) => {
    letters.forEach((letter, axis) => {
      const [size, before] = [arrays[k]!.shape[axis]!, sizes.get(letter) ?? 1];
      if (size !== before && size !== 1 && before !== 1) {
        throw new TypeError(
          `Cannot einsum "${subscripts}" of ${arrays.map((x) => printAval(x.aval)).join(" and ")}: "${letter}" has the sizes ${before} and ${size}`,
        );
      }
      sizes.set(letter, Math.max(size === 0 ? 0 : size, before === 1 ? size : before));
    });
  });
  return sizes;
}

/** A letter twice in one operand means its diagonal: the rest is masked out, then summed away. */
function diagonals({ x, letters }: Term): Term {
  const twice = letters.findIndex((letter, axis) => letters.indexOf(letter) !== axis);
  if (twice < 0) return { x, letters };
  const first = letters.indexOf(letters[twice]!);
  const along = (dimension: number) => lax.iota({ dtype: "int32", shape: x.shape, dimension });
  const masked = where(equal(along(first), along(twice)), x, 0);
  const kept = letters.filter((_, axis) => axis !== twice);
  return diagonals({ x: sum(masked, { axis: twice, dtype: x.dtype }), letters: kept });
}

/** Sums over letters nobody needs any more. */
function sumOut({ x, letters }: Term, needed: ReadonlySet<string>): Term {
  const axis = letters.flatMap((letter, k) => (needed.has(letter) ? [] : [k]));
  if (axis.length === 0) return { x, letters };
  return { x: sum(x, { axis, dtype: x.dtype }), letters: letters.filter((letter) => needed.has(letter)) };
}

/** Axes of size 1 next to larger ones of the same letter are dropped: they broadcast. */
function dropBroadcast(term: Term, other: Term): Term {
  const dropped = term.letters.flatMap((letter, axis) => {
    const k = other.letters.indexOf(letter);
    return k >= 0 && term.x.shape[axis] === 1 && other.x.shape[k] !== 1 ? [axis] : [];
  });
  if (dropped.length === 0) return term;
  return {
    x: lax.squeeze(term.x, { dimensions: dropped }),
    letters: term.letters.filter((_, axis) => !dropped.includes(axis)),
  };
}

/** The product of two terms, summed over letters that are in both and needed by no one else. */
function join(first: Term, second: Term, needed: ReadonlySet<string>): Term {
  const [left, right] = [dropBroadcast(first, second), dropBroadcast(second, first)];
  const a = sumOut(left, new Set([...needed, ...right.letters]));
  const b = sumOut(right, new Set([...needed, ...a.letters]));
  const shared = a.letters.filter((letter) => b.letters.includes(letter));
  const summed = shared.filter((letter) => !needed.has(letter));
  const batch = shared.filter((letter) => needed.has(letter));
  const axes = (term: Term, letters: readonly string[]) => letters.map((letter) => term.letters.indexOf(letter));
  const free = (term: Term) => term.letters.filter((letter) => !shared.includes(letter));
  const letters = [...batch, ...free(a), ...free(b)];
  if (a.x.dtype === "bool" || (shared.length === 0 && (a.x.ndim === 0 || b.x.ndim === 0)))
    return elementwise(a, b, letters, summed);
  const x = lax.dotGeneral(a.x, b.x, {
    dimensionNumbers: [
      [axes(a, summed), axes(b, summed)],
      [axes(a, batch), axes(b, batch)],
    ],
    preferredElementType: null,
  });
  return { x, letters };
}

/** By broadcasting, for scalars and for bool, which has no matrix product. */
function elementwise(a: Term, b: Term, kept: readonly string[], summed: readonly string[]): Term {
  const letters = [...kept, ...summed];
  const spread = ({ x, letters: own }: Term) => {
    const present = letters.filter((letter) => own.includes(letter));
    const ordered = permute(
      x,
      present.map((letter) => own.indexOf(letter)),
    );
    return lax.reshape(ordered, {
      newSizes: letters.map((letter) => (own.includes(letter) ? x.shape[own.indexOf(letter)]! : 1)),
    });
  };
  return sumOut({ x: multiply(spread(a), spread(b)), letters }, new Set(kept));
}
