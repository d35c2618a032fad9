import type { StreamName } from "../../wire/streamBuffer.ts";

/** Sends what is written to `process.stdout` and `process.stderr`, and so what `console` prints, to `write`. */
export function captureStreams(write: (name: StreamName, text: string) => void): void {
  for (const name of ["stdout", "stderr"] as const) {
    const decoder = new TextDecoder();
    process[name].write = ((
      chunk: string | Uint8Array,
      encodingOrCallback?: BufferEncoding | ((error?: Error) => void),
      callback?: (error?: Error) => void,
    ): boolean => {
      // A character may be cut in two by chunks of bytes: the decoder keeps the first half.
      write(name, typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
      const done = typeof encodingOrCallback === "function" ? encodingOrCallback : callback;
      if (done) queueMicrotask(done);
      return true;
    }) as typeof process.stdout.write;
  }
}
