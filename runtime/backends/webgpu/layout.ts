/** How memory is laid out: what the planner and the device must agree on. */

/** Offsets of bindings are multiples of this (the default of WebGPU's `minStorageBufferOffsetAlignment`). */
export const alignment = 256;
/** Arrays of at most so many bytes lie in the heap, which one binding reaches. */
export const largestInHeap: number = 1 << 14;

/** What a binding names, besides parameters of a call (inputs, outputs, constants), which are numbered from 0. */
export const special = {
  /** Temporaries of the program. */
  arena: -1,
  /** All small arrays. */
  heap: -2,
  /** Where parameters lie in the heap: a uniform. */
  bases: -3,
} as const;
