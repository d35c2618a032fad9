/**
 * Promises that the device owes. Dawn ends the process when one of its promises is still pending as its thread ends, so the thread
 * keeps turning its event loop until there is none.
 */
export class Debts {
  count = 0;

  /** Counts a promise until it settles; returns it. */
  owe<T>(promise: Promise<T>): Promise<T> {
    this.count++;
    const paid = (): void => {
      this.count--;
    };
    promise.then(paid, paid);
    return promise;
  }
}
