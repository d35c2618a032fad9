/** The verifier of the kernel language: run after compilation and by the backends' tests, it throws at the first broken rule. */
import { affineOf, boundsOf } from "./affine.ts";
import type { Expr, ScalarType } from "./expr.ts";
import type { Branch, BufferDecl, Kernel, Loop, Order, Program, ReduceOp, Sections, Step } from "./kernel.ts";
import { livesOf, loadedBy } from "./livesOf.ts";
import { printExpr } from "./print.ts";
import { topological } from "./walk.ts";

/** Throws an `Error` that names the kernel and the rule unless the program keeps every rule of kernel.ts. */
export function verifyProgram(program: Program): void {
  const { buffers, inputs, outputs, steps } = program;
  checkInterface("input", inputs, buffers);
  checkInterface("output", outputs, buffers);
  buffers.forEach((buffer, n) => {
    checkBuffer(buffer, n, program.arenaBytes);
  });
  const written = new Set<number>();
  buffers.forEach(({ kind }, n) => {
    if (kind === "input" || kind === "constant") written.add(n);
  });
  verifySteps(steps, buffers, written, new Set());
  for (const n of outputs) {
    if (!written.has(n) && buffers[n]!.size > 0)
      throw new Error(`Cannot accept program ${program.name}: output b${n} is never stored`);
  }
  checkArena(program);
}

/** Checks steps in order; `written` grows by what they surely store. `counters` are the words that loops around them count in. */
function verifySteps(
  steps: readonly Step[],
  buffers: readonly BufferDecl[],
  written: Set<number>,
  counters: ReadonlySet<number>,
): void {
  for (const step of steps) {
    switch (step.kind) {
      case undefined:
        verifyPlaced(step, buffers, written, counters);
        for (const { buffer } of step.stores) written.add(buffer);
        break;
      case "sections":
        verifySections(step);
        for (const kernel of step.kernels) verifyPlaced(kernel, buffers, written, counters);
        for (const { stores } of step.kernels) for (const { buffer } of stores) written.add(buffer);
        break;
      case "loop":
        verifyLoop(step, buffers, written, counters);
        break;
      case "branch":
        verifyBranch(step, buffers, written, counters);
        break;
      case "order":
        verifyOrder(step, buffers, written);
        break;
      default:
        throw step satisfies never;
    }
  }
}

/** A kernel where it stands: what it loads has been stored by then. */
function verifyPlaced(
  kernel: Kernel,
  buffers: readonly BufferDecl[],
  written: ReadonlySet<number>,
  counters: ReadonlySet<number>,
): void {
  verifyKernel(kernel, buffers);
  for (const n of loadedBy(kernel)) {
    if (!written.has(n) && buffers[n]!.size > 0) fail(kernel, `it loads b${n}, which no kernel has stored before`);
  }
  for (const { buffer } of kernel.stores) {
    if (counters.has(buffer)) fail(kernel, `it stores b${buffer}, in which a loop counts`);
  }
}

/** No section touches what another one stores. */
function verifySections({ name, kernels }: Sections): void {
  const refuse = (fact: string): never => {
    throw new Error(`Cannot accept sections ${name}: ${fact}`);
  };
  if (kernels.length < 2) refuse(`there are ${kernels.length}, not at least two`);
  const storedBy = new Map<number, number>();
  kernels.forEach(({ stores }, section) => {
    for (const { buffer } of stores) {
      const other = storedBy.get(buffer) ?? section;
      if (other !== section) refuse(`sections ${other} and ${section} both store b${buffer}`);
      storedBy.set(buffer, section);
    }
  });
  kernels.forEach((kernel, section) => {
    for (const buffer of loadedBy(kernel)) {
      const other = storedBy.get(buffer) ?? section;
      if (other !== section) refuse(`section ${section} loads b${buffer}, which section ${other} stores`);
    }
  });
}

function verifyLoop(
  loop: Loop,
  buffers: readonly BufferDecl[],
  written: Set<number>,
  counters: ReadonlySet<number>,
): void {
  const { name, trips, counter, predicate, body } = loop;
  const refuse = (fact: string): never => {
    throw new Error(`Cannot accept loop ${name}: ${fact}`);
  };
  if (trips === undefined && predicate === undefined) refuse("it has neither a number of trips nor a predicate");
  if (trips !== undefined && !(Number.isInteger(trips) && trips >= 0 && trips < 2 ** 31))
    refuse(`it has ${trips} trips`);
  if (predicate !== undefined) checkWord(predicate, "bool", "predicate", buffers, written, refuse);
  const inside = new Set(written);
  const counting = new Set(counters);
  if (counter) {
    const { buffer, element } = counter;
    const declared = buffers[buffer];
    if (declared?.kind !== "temporary" || declared.type !== "i32" || !(element >= 0 && element < declared.size))
      refuse(`it counts in b${buffer}[${element}], which is no element of a temporary of i32`);
    inside.add(buffer);
    counting.add(buffer);
  }
  verifySteps(body, buffers, inside, counting);
  // Without a predicate the first trip takes place.
  if (predicate === undefined && trips! > 0) for (const n of inside) written.add(n);
}

function verifyBranch(
  { name, index, branches }: Branch,
  buffers: readonly BufferDecl[],
  written: Set<number>,
  counters: ReadonlySet<number>,
): void {
  const refuse = (fact: string): never => {
    throw new Error(`Cannot accept branch ${name}: ${fact}`);
  };
  if (branches.length === 0) refuse("it has nothing to choose from");
  checkWord(index, "i32", "index", buffers, written, refuse);
  const after = branches.map((steps) => {
    const inside = new Set(written);
    verifySteps(steps, buffers, inside, counters);
    return inside;
  });
  for (const n of after[0]!) if (after.every((inside) => inside.has(n))) written.add(n);
}

function verifyOrder(
  { name, rows, length, keys, places }: Order,
  buffers: readonly BufferDecl[],
  written: Set<number>,
): void {
  const refuse = (fact: string): never => {
    throw new Error(`Cannot accept order ${name}: ${fact}`);
  };
  if (!(rows >= 1 && length >= 2)) refuse(`it has ${rows} rows of ${length} keys`);
  if (!written.has(keys)) refuse(`its keys b${keys} are not stored before`);
  const [from, to] = [buffers[keys], buffers[places]];
  if (!from || isReadOnly(from) || from.type !== "u32" || from.size !== rows * length)
    refuse(`its keys b${keys} are no u32[${rows * length}] that may be overwritten`);
  if (!to || isReadOnly(to) || to.type !== "i32" || to.size !== rows * length)
    refuse(`it stores places in b${places}, which is no i32[${rows * length}] to be stored in`);
  written.add(places);
}

const isReadOnly = ({ kind }: BufferDecl): boolean => kind === "input" || kind === "constant";

function checkWord(
  n: number,
  type: ScalarType,
  role: string,
  buffers: readonly BufferDecl[],
  written: ReadonlySet<number>,
  refuse: (fact: string) => never,
): void {
  const declared = buffers[n];
  if (!declared) refuse(`its ${role} is b${n}, which is not declared`);
  else if (declared.type !== type || declared.size < 1)
    refuse(`its ${role} b${n} is ${declared.type}[${declared.size}], not ${type}[1]`);
  if (!written.has(n)) refuse(`its ${role} b${n} is not stored before`);
}

/** Throws an `Error` that names the rule unless the kernel keeps every rule of kernel.ts. */
export function verifyKernel(kernel: Kernel, buffers: readonly BufferDecl[]): void {
  const { accumulators, stores } = kernel;
  if (stores.length === 0) fail(kernel, "it stores nothing");
  for (const { op, value } of accumulators) {
    if (!reduces(op, value.type)) fail(kernel, `it reduces ${value.type} by ${op}`);
    for (const x of topological([value])) {
      if (x.kind === "accumulator") fail(kernel, `the value of an accumulator uses a${x.accumulator}`);
      checkLeaf(x, kernel, buffers);
    }
  }
  for (const { buffer, index, value } of stores) {
    const declared = buffers[buffer];
    if (!declared) fail(kernel, `it stores b${buffer}, which is not declared`);
    if (declared.kind === "input" || declared.kind === "constant")
      fail(kernel, `it stores b${buffer}, which is ${declared.kind} and read only`);
    if (index.type !== "i32") fail(kernel, `the index of the store to b${buffer} is ${index.type}`);
    if (value.type !== declared.type)
      fail(kernel, `it stores ${value.type} into b${buffer}, which is ${declared.type}`);
    checkRange(index, declared.size, kernel, `store to b${buffer}`);
    checkInjective(index, kernel, buffer);
    for (const x of topological([index, value])) {
      if (x.kind === "index" && x.axis.kind === "reduce")
        fail(kernel, `the store to b${buffer} uses the reduction loop r${x.axis.position}`);
      if (x.kind === "accumulator" && accumulators[x.accumulator]?.value.type !== x.type)
        fail(kernel, `there is no accumulator a${x.accumulator} of type ${x.type}`);
      checkLeaf(x, kernel, buffers);
    }
  }
  checkInPlace(kernel);
}

function fail(kernel: Kernel, fact: string): never {
  throw new Error(`Cannot accept kernel ${kernel.name}: ${fact}`);
}

function reduces(op: ReduceOp, type: ScalarType): boolean {
  if (op === "and" || op === "or") return type !== "f32";
  return type !== "bool";
}

function checkInterface(kind: "input" | "output", numbers: readonly number[], buffers: readonly BufferDecl[]): void {
  const declared = buffers.flatMap((buffer, n) => (buffer.kind === kind ? [n] : []));
  const listed = [...numbers].sort((a, b) => a - b);
  if (listed.join() !== declared.join()) {
    throw new Error(
      `Cannot accept this program: its ${kind}s are b${listed.join(", b")}, but b${declared.join(", b")} are declared as ${kind}`,
    );
  }
}

function checkBuffer({ kind, size, offset, data }: BufferDecl, n: number, arenaBytes: number): void {
  if (!Number.isInteger(size) || size < 0) throw new Error(`Cannot accept this program: b${n} has size ${size}`);
  if (kind === "constant" && data?.length !== size)
    throw new Error(
      `Cannot accept this program: constant b${n} has ${data?.length ?? "no"} elements of data, declared are ${size}`,
    );
  if (kind !== "temporary") return;
  if (offset === undefined || offset % 256 !== 0 || offset < 0 || offset + size * 4 > arenaBytes) {
    throw new Error(
      `Cannot accept this program: temporary b${n} of ${size * 4} bytes is at ${offset} of an arena of ${arenaBytes} bytes`,
    );
  }
}

function checkLeaf(x: Expr, kernel: Kernel, buffers: readonly BufferDecl[]): void {
  if (x.kind === "index") {
    const { kind, position, size } = x.axis;
    if ((kind === "grid" ? kernel.grid : kernel.reduce)[position] !== size)
      fail(kernel, `${printExpr(x)} runs to ${size}, the kernel has no such loop`);
  } else if (x.kind === "load") {
    const declared = buffers[x.buffer];
    if (!declared) fail(kernel, `it loads b${x.buffer}, which is not declared`);
    if (declared.type !== x.type) fail(kernel, `it loads ${x.type} from b${x.buffer}, which is ${declared.type}`);
    checkRange(x.index, declared.size, kernel, `load of b${x.buffer}`);
  }
}

/** An affine index has exact bounds; whether others are in range is up to who wrote them. */
function checkRange(index: Expr, size: number, kernel: Kernel, access: string): void {
  if ([...kernel.grid, ...kernel.reduce].includes(0)) return;
  const affine = affineOf(index);
  if (!affine) return;
  const { low, high } = boundsOf(affine);
  if (low < 0 || high >= size)
    fail(kernel, `the ${access} at ${printExpr(index)} reaches ${low} … ${high}, outside of its ${size} elements`);
}

function checkInjective(index: Expr, kernel: Kernel, buffer: number): void {
  const affine = affineOf(index);
  if (!affine) return;
  kernel.grid.forEach((size, position) => {
    const used = affine.terms.some(({ axis }) => axis.kind === "grid" && axis.position === position);
    if (size > 1 && !used)
      fail(kernel, `the store to b${buffer} at ${printExpr(index)} is the same for every i${position}`);
  });
}

/** A stored buffer is loaded only at exactly the stored index. */
function checkInPlace(kernel: Kernel): void {
  const storedAt = new Map(kernel.stores.map(({ buffer, index }) => [buffer, index]));
  const roots = [
    ...kernel.accumulators.map(({ value }) => value),
    ...kernel.stores.flatMap(({ index, value }) => [index, value]),
  ];
  for (const x of topological(roots)) {
    if (x.kind !== "load" || !storedAt.has(x.buffer) || storedAt.get(x.buffer) === x.index) continue;
    fail(
      kernel,
      `it loads b${x.buffer} at ${printExpr(x.index)} and stores it at ${printExpr(storedAt.get(x.buffer)!)}`,
    );
  }
}

/** Temporaries that live at the same time do not overlap. */
function checkArena({ buffers, steps, name }: Program): void {
  const lives = [...livesOf(steps)].filter(([n]) => buffers[n]!.kind === "temporary");
  const sorted = lives.sort(([, a], [, b]) => a.from - b.from);
  let live: typeof sorted = [];
  for (const entry of sorted) {
    const [n, { from }] = entry;
    live = live.filter(([, other]) => other.to >= from);
    const start = buffers[n]!.offset!;
    const end = start + buffers[n]!.size * 4;
    for (const [other] of live) {
      const otherStart = buffers[other]!.offset!;
      if (start < otherStart + buffers[other]!.size * 4 && otherStart < end) {
        throw new Error(
          `Cannot accept program ${name}: temporaries b${other} and b${n} live at the same time in the same place`,
        );
      }
    }
    live.push(entry);
  }
}
