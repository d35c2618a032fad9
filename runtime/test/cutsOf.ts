/** Ways of cutting operands over a mesh of the axes "a" and "b", for laws and properties of sharded programs. */
import type { Spec } from "../core/shardRule.ts";
import type { AbstractMesh } from "../sharding/index.ts";
import { partsAlong } from "../sharding/parts.ts";
import type { Shape } from "../types/shape.ts";

const along: readonly (readonly string[])[] = [["a"], ["b"], ["a", "b"], ["b", "a"]];

/** All specs of an array that divide its axes, the one that cuts nothing first. */
export function specsFor(shape: Shape, mesh: AbstractMesh): Spec[] {
  let specs: (readonly string[])[][] = [[]];
  for (const size of shape) {
    specs = specs.flatMap((spec) => {
      const taken = spec.flat();
      const free = along.filter(
        (axes) => size % partsAlong(axes, mesh) === 0 && !axes.some((name) => taken.includes(name)),
      );
      return [[], ...free].map((axes) => [...spec, axes]);
    });
  }
  return specs;
}

/**
 * Ways of cutting some operands: all alike where they can be, some against each other, and each alone; at most `most`. Empty where
 * nothing can be cut.
 */
export function cutsOf(shapes: readonly Shape[], mesh: AbstractMesh, most: number): Spec[][] {
  const choices = shapes.map((shape) => specsFor(shape, mesh));
  const ways = new Map<string, Spec[]>();
  const add = (way: Spec[]): void => {
    if (ways.size < most && way.some((spec) => spec.flat().length > 0)) ways.set(JSON.stringify(way), way);
  };
  const longest = Math.max(1, ...choices.map((specs) => specs.length));
  const step = Math.max(1, Math.floor((3 * longest) / most));
  for (let k = longest - 1; k > 0; k -= step) add(choices.map((specs) => specs[k % specs.length]!)); // alike
  for (let k = 1; k < longest; k += step) {
    add(choices.map((specs, i) => specs[(k * (2 * i + 1) + i) % specs.length]!)); // against each other
    add(choices.map((specs, i) => (i === k % choices.length ? specs[k % specs.length]! : specs[0]!))); // one alone
  }
  return [...ways.values()];
}
