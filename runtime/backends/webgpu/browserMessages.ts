/** What a page and its device thread say by messages; all else goes through the channel. */

/** The first and only message to the thread. */
export interface BrowserThreadData {
  readonly memory: SharedArrayBuffer;
}

/** The first message from it, once the channel tells whether it is ready or has failed; after it come answers. */
export const settled = "settled";
