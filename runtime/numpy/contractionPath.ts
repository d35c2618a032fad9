/** In which order the operands of an `einsum` are joined: the one with the fewest multiplications and additions. */

/** Letters of an operand. */
type Letters = ReadonlySet<string>;

/** Places of two operands that are joined; what comes out goes to the end of the list. */
export type Pair = readonly [first: number, second: number];

/** An order and what it costs. */
export interface ContractionPath {
  readonly pairs: readonly Pair[];
  /** Multiplications and additions. */
  readonly cost: number;
  /** Elements of the largest array on the way, the result included. */
  readonly largest: number;
}

/** Up to so many operands every order is tried; beyond, the cheapest pair comes first. */
const exhaustive = 6;

/** Multiplications and additions over all letters of `terms` operands, when some letters are summed away. */
export function costOf(letters: Letters, sizes: ReadonlyMap<string, number>, terms: number, isSummed: boolean): number {
  return sizeOver(letters, sizes) * (Math.max(1, terms - 1) + (isSummed ? 1 : 0));
}

/** Elements of an array with these letters. */
function sizeOver(letters: Letters, sizes: ReadonlyMap<string, number>): number {
  return [...letters].reduce((size, letter) => size * (sizes.get(letter) ?? 1), 1);
}

/**
 * The cheapest order.
 *
 * @param inputs letters of each operand, two operands or more
 * @param output letters of the result
 * @param sizes size of each letter's axis
 */
export function contractionPath(
  inputs: readonly Letters[],
  output: Letters,
  sizes: ReadonlyMap<string, number>,
): ContractionPath {
  if (inputs.length < 2) return { pairs: [], cost: 0, largest: 0 };
  const steps = pairsOf(inputs.length).map((pair) => step(inputs, pair, output, sizes));
  if (inputs.length > exhaustive) {
    const cheapest = steps.reduce((best, next) => (next.cost < best.cost ? next : best));
    return followed(cheapest, contractionPath(cheapest.left, output, sizes));
  }
  return steps
    .map((each) => followed(each, contractionPath(each.left, output, sizes)))
    .reduce((best, next) => (next.cost < best.cost ? next : best));
}

interface Step {
  readonly pair: Pair;
  readonly cost: number;
  readonly size: number;
  readonly left: readonly Letters[];
}

function step(inputs: readonly Letters[], pair: Pair, output: Letters, sizes: ReadonlyMap<string, number>): Step {
  const rest = inputs.filter((_, k) => !pair.includes(k));
  const joined = new Set(pair.flatMap((k) => [...inputs[k]!]));
  const needed = new Set([...output, ...rest.flatMap((letters) => [...letters])]);
  const kept = new Set([...joined].filter((letter) => needed.has(letter)));
  const cost = costOf(joined, sizes, 2, kept.size < joined.size);
  return { pair, cost, size: sizeOver(kept, sizes), left: [...rest, kept] };
}

function followed({ pair, cost, size }: Step, rest: ContractionPath): ContractionPath {
  return { pairs: [pair, ...rest.pairs], cost: cost + rest.cost, largest: Math.max(size, rest.largest) };
}

function pairsOf(n: number): Pair[] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n - i - 1 }, (_, k): Pair => [i, i + 1 + k])).flat();
}
