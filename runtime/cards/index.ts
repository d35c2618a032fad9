/** Lets the values of the core show themselves in notebooks; nnx and optax do so beside what they define. */
import { Explanation } from "../control/explanation.ts";
import { type CompiledFunction, compiledPrototype, Lowered } from "../control/stages.ts";
import { JaxArray } from "../core/array.ts";
import { Profile } from "../core/profile.ts";
import { TracedJaxpr } from "../transforms/makeJaxpr.ts";
import { arrayCard } from "./arrayCard.ts";
import { jaxprCard } from "./jaxprCard.ts";
import { profileCard, programCard } from "./programCard.ts";
import { showsItself } from "./showsItself.ts";

showsItself(JaxArray, arrayCard);
showsItself(TracedJaxpr, ({ jaxpr }) => jaxprCard(jaxpr, "jaxpr"));
showsItself(Lowered, ({ jaxpr }) => jaxprCard(jaxpr, "lowered"));
showsItself({ prototype: compiledPrototype as CompiledFunction<() => unknown> }, (compiled) =>
  programCard(compiled.explain()),
);
showsItself(Explanation, programCard);
showsItself(Profile, profileCard);
