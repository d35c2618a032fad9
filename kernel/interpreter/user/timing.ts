/** `%time` and `%timeit`. */

/** Rounds of a repeated measurement, and the least that one takes. */
const rounds = 7;
const leastRound = 100; // ms

/** Calls once, and prints how long that took. */
export async function timeOnce<T>(call: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await call();
  } finally {
    console.log(`Wall time: ${duration(performance.now() - start)}`);
  }
}

/** Calls again and again, and prints mean and standard deviation over rounds of as many calls as fill a tenth of a second. */
export async function timeRepeatedly(call: () => Promise<unknown>): Promise<void> {
  const round = async (calls: number): Promise<number> => {
    const start = performance.now();
    for (let n = 0; n < calls; n++) await call();
    return performance.now() - start;
  };
  let calls = 1;
  for (let took = await round(1); took < leastRound; took = await round(calls)) {
    const wanted = (calls * leastRound * 1.2) / Math.max(took, 1e-3);
    calls = Math.min(calls * 10, Math.ceil(wanted));
  }
  const times: number[] = [];
  for (let n = 0; n < rounds; n++) times.push((await round(calls)) / calls);
  const mean = times.reduce((sum, time) => sum + time, 0) / rounds;
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / rounds);
  const loops = `${calls.toLocaleString("en")} loop${calls === 1 ? "" : "s"}`;
  console.log(
    `${duration(mean)} ± ${duration(deviation)} per loop (mean ± std. dev. of ${rounds} rounds, ${loops} each)`,
  );
}

/** Milliseconds with three digits and a unit that suits. */
export function duration(milliseconds: number): string {
  const units = [
    [1000, "s"],
    [1, "ms"],
    [1e-3, "µs"],
    [1e-6, "ns"],
  ] as const;
  const [size, unit] = units.find(([least]) => milliseconds >= least) ?? units.at(-1)!;
  return `${Number((milliseconds / size).toPrecision(3))} ${unit}`;
}
