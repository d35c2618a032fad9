/**
 * What the peers in JavaScript share: the protocol of runtime/bench/serve.ts, and the hashed numbers. Runs in the folder in which
 * the peers' packages are installed; the address of `hashed.js` is the first argument.
 */
import { createInterface } from "node:readline";

const { hashed, hashedLabels } = await import(process.argv[2]);

export { hashed, hashedLabels };

/** Five elements spread over an array, as in benchCase.ts. */
export function sample(host) {
  return [0, 1, 2, 3, 4].map((quarter) => host[Math.floor((quarter * (host.length - 1)) / 4)]);
}

/** Answers requests. `cases` maps names to functions that give `{ first, run }`, or to a sentence that says why the peer has no such case. */
export async function serve(name, versions, cases) {
  let running;
  const answer = async (request) => {
    if ("versions" in request) return { versions };
    if ("prepare" in request) {
      if (!cases[request.prepare]) return { missing: `the ${name} peer has no case ${request.prepare}` };
      if (typeof cases[request.prepare] === "string") return { missing: cases[request.prepare] };
      running = await cases[request.prepare]();
      const start = performance.now();
      const first = await running.first();
      return { first: [...first], ms: performance.now() - start };
    }
    const start = performance.now();
    await running.run(request.run);
    return { ms: performance.now() - start };
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(JSON.parse(line)).catch((error) => ({ error: error.message }));
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
  process.exit(0);
}
