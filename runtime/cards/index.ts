/** Lets the values of the core show themselves in notebooks; nnx and optax do so beside what they define. */
import { JaxArray } from "../core/array.ts";
import { arrayCard } from "./arrayCard.ts";
import { showsItself } from "./showsItself.ts";

showsItself(JaxArray as { readonly prototype: JaxArray }, arrayCard);
