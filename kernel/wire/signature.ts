/** Signatures of messages: a keyed hash over the four JSON frames. */
import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs and checks frames with one key. */
export interface Signer {
  /** Hexadecimal signature of the frames; empty when there is no key. */
  sign(frames: readonly Uint8Array[]): string;
  /** Whether `signature` belongs to the frames; always true when there is no key. */
  verify(frames: readonly Uint8Array[], signature: Uint8Array): boolean;
}

/**
 * A signer for the key and hash of a connection file.
 *
 * @param key shared secret; empty turns signing off, as the protocol says
 * @param hash name of the hash, `sha256` by default in Jupyter
 * @example
 * const signer = createSigner("secret", "sha256");
 * signer.verify([Buffer.from("{}")], Buffer.from(signer.sign([Buffer.from("{}")]))); // true
 */
export function createSigner(key: string, hash: string): Signer {
  if (key === "") return { sign: () => "", verify: () => true };
  const sign = (frames: readonly Uint8Array[]): string => {
    const hmac = createHmac(hash, key);
    for (const frame of frames) hmac.update(frame);
    return hmac.digest("hex");
  };
  return {
    sign,
    verify(frames, signature) {
      const expected = Buffer.from(sign(frames));
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    },
  };
}
