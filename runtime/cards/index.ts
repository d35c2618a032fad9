/** Lets the values of the core show themselves in notebooks; nnx and optax do so beside what they define. */
import { Explanation } from "../control/explanation.ts";
import { type CompiledFunction, compiledPrototype, Lowered } from "../control/stages.ts";
import { JaxArray } from "../core/array.ts";
import { Profile } from "../core/profile.ts";
import { AbstractMesh, PartitionSpec, Sharding } from "../sharding/index.ts";
import { TracedJaxpr } from "../transforms/makeJaxpr.ts";
import { NamedTuple } from "../types/pytree.ts";
import { arrayCard } from "./arrayCard.ts";
import { jaxprCard } from "./jaxprCard.ts";
import { meshCard, shardingCard, specCard } from "./meshCard.ts";
import { profileCard, programCard } from "./programCard.ts";
import { showsContainer, showsItself } from "./showsItself.ts";
import { treeCard } from "./treeCard.ts";

showsItself(JaxArray, arrayCard);
showsItself(NamedTuple, treeCard);
for (const type of [JaxArray, NamedTuple]) showsContainer(type, treeCard);
showsItself(TracedJaxpr, ({ jaxpr }) => jaxprCard(jaxpr, "jaxpr"));
showsItself(Lowered, ({ jaxpr }) => jaxprCard(jaxpr, "lowered"));
showsItself({ prototype: compiledPrototype as CompiledFunction<() => unknown> }, (compiled) =>
  programCard(compiled.explain()),
);
showsItself(Explanation, programCard);
showsItself(Profile, profileCard);
showsItself(AbstractMesh, meshCard);
showsItself(Sharding, shardingCard);
showsItself(PartitionSpec, specCard);
