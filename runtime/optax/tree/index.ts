/** `optax.tree`: arithmetic on whole trees of arrays. */
export { biasCorrection } from "./biasCorrection.ts";
export { cast } from "./cast.ts";
export { castLike } from "./castLike.ts";
export { fullLike } from "./fullLike.ts";
export { norm } from "./norm.ts";
export { sum } from "./sum.ts";
export { updateInfinityMoment } from "./updateInfinityMoment.ts";
export { updateMoment } from "./updateMoment.ts";
export { updateMomentPerElemNorm } from "./updateMomentPerElemNorm.ts";
export { zerosLike } from "./zerosLike.ts";
