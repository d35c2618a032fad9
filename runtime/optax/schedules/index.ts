/** `optax.schedules`: values as functions of the number of updates done. */
export { constantSchedule } from "./constantSchedule.ts";
export { cosineDecaySchedule } from "./cosineDecaySchedule.ts";
