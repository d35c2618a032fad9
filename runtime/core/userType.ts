/** Types of functions as users call them once they are transformed. */
import type { ArrayLike, JaxArray } from "./array.ts";

/** What a transformed function accepts where `T` was declared: numbers too, where an array was. */
export type Accepts<T> = 0 extends 1 & T ? T : [T] extends [JaxArray] ? ArrayLike : T; // any stays any

/** Argument lists with numbers accepted for arrays. */
export type AcceptsAll<A extends readonly unknown[]> = { [K in keyof A]: Accepts<A[K]> };

/** What comes out of a transformed function where `T` went in or was returned: numbers have become arrays. */
export type Arrays<T> = T extends ArrayLike
  ? JaxArray
  : T extends readonly unknown[]
    ? { [K in keyof T]: Arrays<T[K]> }
    : T extends (...args: never[]) => unknown
      ? T
      : T extends Record<string, unknown>
        ? { [K in keyof T]: Arrays<T[K]> }
        : T;
