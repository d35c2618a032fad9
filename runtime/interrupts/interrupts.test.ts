import { afterEach, expect, it, vi } from "vitest";

const key = Symbol.for("nnxlab.interrupts");
const globals = globalThis as unknown as Record<symbol, unknown>;

/** The modules anew, with a host that writes down what it hears. */
async function withHost(): Promise<{
  log: string[];
  terminated: () => void;
  inOnePiece: typeof import("./inOnePiece.ts");
  withCleanup: typeof import("./withCleanup.ts").withCleanup;
}> {
  const log: string[] = [];
  const listeners: (() => void)[] = [];
  globals[key] = {
    hold: () => log.push("hold"),
    release: () => log.push("release"),
    onTermination: (listener: () => void) => listeners.push(listener),
  };
  vi.resetModules();
  const [inOnePiece, { withCleanup }] = await Promise.all([import("./inOnePiece.ts"), import("./withCleanup.ts")]);
  return { log, terminated: () => listeners.forEach((listener) => listener()), inOnePiece, withCleanup };
}

afterEach(() => {
  delete globals[key];
  vi.resetModules();
});

it("a cleanup runs once, after the body, also when the body throws", async () => {
  const { withCleanup, terminated, log } = await withHost();
  expect(
    withCleanup(
      () => log.push("body"),
      () => log.push("cleanup"),
    ),
  ).toBe(1);
  expect(() =>
    withCleanup(
      () => {
        throw new RangeError("no");
      },
      () => log.push("again"),
    ),
  ).toThrow(RangeError);
  terminated();
  expect(log).toEqual(["body", "cleanup", "again"]);
});

it("after a termination the cleanups of all calls under way run, innermost first, also behind one that throws", async () => {
  const { withCleanup, terminated, log } = await withHost();
  const fails = (): void => {
    log.push("fails");
    throw new Error("nobody hears this");
  };
  const outer = (): void => {
    try {
      withCleanup(() => withCleanup(terminated, () => log.push("inner")), fails);
    } catch {
      log.push("|"); // here no frame was really cut off, so each cleanup runs once more
    }
  };
  withCleanup(outer, () => log.push("outer"));
  expect(log).toEqual(["inner", "fails", "outer", "inner", "fails", "|", "outer"]);
});

it("a call in one piece is held from where it changes something to its end; inner ones belong to the outer one", async () => {
  const {
    inOnePiece: { inOnePiece, holdInterrupts },
    log,
  } = await withHost();
  holdInterrupts(); // in no piece: nothing
  inOnePiece(() => log.push("only reads"));
  inOnePiece(() => {
    log.push("before");
    inOnePiece(holdInterrupts);
    holdInterrupts();
    log.push("after");
  });
  expect(log).toEqual(["only reads", "before", "hold", "after", "release"]);
});

it("a piece that was cut off all the same is let go", async () => {
  const {
    inOnePiece: { inOnePiece, holdInterrupts },
    terminated,
    log,
  } = await withHost();
  inOnePiece(() => {
    holdInterrupts();
    terminated(); // as if nothing of this call were left
    log.push("another call");
    inOnePiece(holdInterrupts);
  });
  expect(log).toEqual(["hold", "release", "another call", "hold", "release"]);
});

it("without a host everything runs as it stands", async () => {
  vi.resetModules();
  const { inOnePiece, holdInterrupts } = await import("./inOnePiece.ts");
  expect(
    inOnePiece(() => {
      holdInterrupts();
      return 3;
    }),
  ).toBe(3);
});
