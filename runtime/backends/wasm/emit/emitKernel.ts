/**
 * A kernel as a Wasm function: the loops of its plan, around copies of its expressions.
 *
 *     for each level of the grid            segments.ts cuts loops into whole trips and rests
 *       registers ← identity
 *       for each level of the reduction
 *         registers ← op(registers, value)  for each copy
 *       stores                              for each copy
 */
import type { Expr } from "../../../ir/expr.ts";
import type { Kernel, Store } from "../../../ir/kernel.ts";
import {
  type Code,
  call,
  get,
  i32,
  type Local,
  local,
  loop,
  operation,
  set,
  store,
  type Value,
} from "../module/code.ts";
import type { Place } from "./addresses.ts";
import type { Access, Analysis } from "./analysis.ts";
import { type Copy, CopyLayout } from "./copies.ts";
import { Evaluator } from "./evaluator.ts";
import type { Loops } from "./loops.ts";
import { type Phase, phaseOf } from "./phase.ts";
import type { ChosenPlan, Level } from "./plan.ts";
import { Registers } from "./registers.ts";
import { Scope, type Segment } from "./scope.ts";
import { looseSegmentsOf, segmentsOf } from "./segments.ts";
import { splat } from "./vectorInstructions.ts";

export interface EmitOptions {
  readonly bufferAddress: (buffer: number) => Value;
  /** Whether the engine has relaxed multiply-add. */
  readonly relaxed: boolean;
  /** Parameters of the function. */
  readonly params?: readonly Local[];
  /** The size of the kernel's only loop where just the call says it; the kernel's own size is then a typical one. */
  readonly length?: Value;
}

/** A function that runs the outermost loop from one element to another, and which elements there are for it. */
export interface Range {
  /** Called with the first element and that behind the last. */
  readonly code: Code;
  readonly start: number;
  readonly step: number;
  readonly trips: number;
}

/** A kernel as functions. */
export interface EmittedKernel {
  /** The last one runs the kernel. */
  readonly functions: readonly Code[];
  /** Together they are the kernel too, in any order and on any threads; none if it is short. */
  readonly ranges: readonly Range[];
}

/**
 * The functions of one kernel; its math expressions must be expanded. `analysis` is of the kernel's loops.
 *
 * A long kernel has a function of its own for a trip of its outermost loop: engines run a new function slowly at first and exchange
 * it for an optimised one between two calls, so the trips behind the first few are fast already.
 */
export function emitKernel(
  kernel: Kernel,
  analysis: Analysis,
  plan: ChosenPlan,
  name: string,
  options: EmitOptions,
): EmittedKernel {
  return new KernelEmitter(kernel, analysis, plan, options).emit(name);
}

/** Steps of all loops from which on a kernel is cut into parts, and the parts that are worth a function. */
const longKernel = 2 ** 21;
const fewestParts = 4;

/** A function that calls another one for each trip between two elements. */
function rangeOf(trip: Code, name: string, step: number): Code {
  const [from, to] = [local("i32", "from"), local("i32", "to")];
  const body = [call(trip, [get(from)]), set(from, operation("i32.add", get(from), i32(step)))];
  const again = operation("i32.ne", get(from), get(to));
  return { name, params: [from, to], body: [loop(`to by ${step}`, body, again)] };
}

interface PlannedStore extends Store {
  readonly access: Access;
  /** Loops that the place depends on. */
  readonly loops: number;
}

class KernelEmitter {
  readonly #kernel: Kernel;
  readonly #plan: ChosenPlan;
  readonly #relaxed: boolean;
  readonly #loops: Loops;
  readonly #copies: CopyLayout;
  readonly #params: readonly Local[];
  readonly #evaluator: Evaluator;
  readonly #reducePhase: Phase;
  readonly #storePhase: Phase;
  readonly #stores: readonly PlannedStore[];
  /** Elements that the current segment of each loop covers. */
  readonly #sizes: (number | Value)[];
  /** Copies along each loop in the current segment. */
  readonly #counts: number[];
  #registers: Registers | undefined;
  #scope: Scope = new Scope();

  constructor(kernel: Kernel, analysis: Analysis, plan: ChosenPlan, emitOptions: EmitOptions) {
    const { bufferAddress, relaxed, params = [], length } = emitOptions;
    this.#kernel = kernel;
    this.#plan = plan;
    this.#relaxed = relaxed;
    this.#loops = analysis.loops;
    this.#sizes = [...this.#loops.sizes];
    this.#counts = this.#sizes.map(() => 1);
    this.#params = params;
    if (length) this.#sizes[0] = this.#scope.keep(length, "length");
    this.#copies = new CopyLayout([...plan.grid, ...plan.reduce], this.#sizes.length);
    const options = { analysis, copyMask: (loops: number) => this.#copies.maskOf(loops), numbers: new Map() };
    this.#reducePhase = phaseOf(
      kernel.accumulators.map(({ value }) => value),
      options,
    );
    const stores = kernel.stores.map((store) => ({ ...store, access: analysis.accessOf(store.index) }));
    this.#stores = stores.map((store) => ({ ...store, loops: analysis.loopsUnder(store.index) }));
    this.#storePhase = phaseOf(
      stores.flatMap(({ value, access }) => (access.rest ? [value, access.rest] : [value])),
      options,
    );
    const storeIndices = new Set(kernel.stores.map(({ index }) => index));
    this.#evaluator = new Evaluator({
      bufferAddress,
      vectorLoop: plan.vectorLoop,
      copies: this.#copies,
      counts: this.#counts,
      isEarly: (load) => kernel.stores.length > 1 && load.kind === "load" && storeIndices.has(load.index),
      accumulator: (id, copy) => this.#result(id, copy),
    });
  }

  emit(name: string): EmittedKernel {
    const root = this.#scope;
    const [outermost] = this.#plan.grid;
    const body = (): void => this.#point();
    if (!outermost || !(this.#plan.parts > 0 || this.#isLong())) {
      this.#nest(this.#plan.grid, 0, body);
      return { functions: [{ name, params: this.#params, body: root.statements }], ranges: [] };
    }
    const functions: Code[] = [];
    const ranges: Range[] = [];
    this.#segments(outermost, (segment, inside) => {
      const nested = (): void => inside(() => this.#nest(this.#plan.grid, 1, body));
      if (segment.trips < fewestParts && this.#plan.parts === 0) {
        this.#enter(new Scope(root, segment, this.#labelOf(segment)), nested);
        return;
      }
      const start = local("i32", this.#loops.nameOf(segment.loop));
      const tripRoot = new Scope();
      this.#enter(new Scope(tripRoot, { ...segment, trips: 1 }, "", start), nested);
      const suffix = ranges.length > 0 ? ranges.length : "";
      const trip: Code = { name: `${name}_trip${suffix}`, params: [start], body: tripRoot.statements };
      const code = rangeOf(trip, `${name}_range${suffix}`, segment.step);
      functions.push(trip, code);
      ranges.push({ code, start: segment.start, step: segment.step, trips: segment.trips });
      root.push(call(code, [i32(segment.start), i32(segment.start + segment.trips * segment.step)]));
    });
    return { functions: [...functions, { name, params: [], body: root.statements }], ranges };
  }

  /** Whether optimised code will be there before the kernel ends. */
  #isLong(): boolean {
    return this.#loops.sizes.reduce((steps, size) => steps * size, 1) >= longKernel;
  }

  #nest(levels: readonly Level[], depth: number, body: () => void): void {
    const current = levels[depth];
    if (!current) {
      body();
      return;
    }
    const outer = this.#scope;
    this.#segments(current, (segment, inside) => {
      this.#enter(new Scope(outer, segment, this.#labelOf(segment)), () =>
        inside(() => {
          if (current.flush !== "no") this.#registers!.openBlock(this.#scope, current.flush);
          this.#nest(levels, depth + 1, body);
          if (current.flush !== "no") this.#registers!.closeBlock();
        }),
      );
    });
  }

  /** Goes through the segments of a level; `inside` runs an action with the loop's sizes, copies and widths set for the segment. */
  #segments(current: Level, visit: (segment: Segment, inside: (action: () => void) => void) => void): void {
    const { loop } = current;
    const { widths } = this.#evaluator;
    const [size, count, width] = [this.#sizes[loop]!, this.#counts[loop]!, widths[loop]!];
    const segments: readonly (Segment & { readonly rest?: Value })[] =
      typeof size === "number"
        ? segmentsOf(current, size, this.#plan.overlap && loop < this.#loops.grid)
        : looseSegmentsOf(current, size, (value, name) => this.#scope.keep(value, name));
    for (const { rest, ...segment } of segments) {
      visit(segment, (action) => {
        this.#sizes[loop] = rest ?? segment.step;
        this.#counts[loop] = segment.count;
        widths[loop] = segment.width;
        action();
        this.#sizes[loop] = size;
        this.#counts[loop] = count;
        widths[loop] = width;
      });
    }
  }

  /** Runs an action in a scope, and closes it. */
  #enter(scope: Scope, action: () => void): void {
    const outer = this.#scope;
    this.#scope = scope;
    action();
    scope.close();
    this.#scope = outer;
  }

  #labelOf({ loop, start, trips, step, bounds }: Segment): string {
    if (bounds) return `${this.#loops.nameOf(loop)} by ${step}`;
    return `${this.#loops.nameOf(loop)} in ${start} … ${start + trips * step} by ${step}`;
  }

  /** The innermost body of the grid. */
  #point(): void {
    const { accumulators, reduce } = this.#kernel;
    if (accumulators.length > 0) {
      this.#registers = new Registers(this.#scope, this.#relaxed);
      if (!reduce.includes(0)) this.#nest(this.#plan.reduce, 0, () => this.#accumulate());
    }
    this.#evaluator.enter(this.#storePhase, this.#scope);
    for (const copy of this.#currentCopies()) this.#store(copy);
  }

  /** The innermost body of the reduction. */
  #accumulate(): void {
    const evaluator = this.#evaluator;
    const { accumulators } = this.#kernel;
    const asVector = evaluator.isVector(-1);
    const registerMask = this.#copies.maskOf(this.#gridMask() | this.#chainMask());
    evaluator.enter(this.#reducePhase, this.#scope);
    for (const copy of this.#currentCopies()) {
      evaluator.evaluate(this.#reducePhase, copy);
      this.#reducePhase.roots.forEach((node, id) => {
        const { op, value } = accumulators[id]!;
        this.#registers!.update(
          id,
          op,
          value.type,
          copy & registerMask,
          evaluator.value(node, copy, asVector),
          this.#scope,
        );
      });
    }
  }

  #gridMask(): number {
    return (1 << this.#loops.grid) - 1;
  }

  /** The vectorised loop, if it is a reduction loop: along it each copy has a chain of additions of its own. */
  #chainMask(): number {
    const { vectorLoop } = this.#plan;
    return vectorLoop >= this.#loops.grid ? 1 << vectorLoop : 0;
  }

  /** The value of an accumulator after the loops. */
  #result(id: number, copy: Copy): Value {
    const { op, value } = this.#kernel.accumulators[id]!;
    const own = copy & this.#copies.maskOf(this.#gridMask());
    const { vectorLoop } = this.#plan;
    const chains = this.#chainMask() === 0 ? [own] : this.#copies.along(own, vectorLoop);
    return this.#registers!.result(id, op, value.type, chains, this.#evaluator.isVector(this.#gridMask()), this.#scope);
  }

  #store(copy: Copy): void {
    const evaluator = this.#evaluator;
    evaluator.evaluate(this.#storePhase, copy);
    for (const { buffer, value, access, loops } of this.#stores) {
      const asVector = evaluator.isVector(loops);
      const result = evaluator.value(this.#storePhase.nodeOf(value), copy, asVector);
      const index = access.rest && this.#storePhase.nodeOf(access.rest);
      this.#storeAt(evaluator.storePlaces(buffer, access, index, copy, asVector), value.type, result);
    }
  }

  #storeAt(places: readonly Place[], type: Expr["type"], value: Value): void {
    const [first, ...others] = places;
    if (value.type !== "v128") {
      this.#scope.push(store(type === "f32" ? "f32.store" : "i32.store", first!.address, first!.offset, value));
      return;
    }
    const words = type === "bool" ? operation("v128.and", value, splat("i32", i32(1))) : value;
    if (others.length === 0) {
      this.#scope.push(store("v128.store", first!.address, first!.offset, words));
      return;
    }
    const once = this.#scope.share(words);
    places.forEach(({ address, offset }, n) => {
      this.#scope.push(store("v128.store32_lane", address, offset, once, n));
    });
  }

  /**
   * All copies of the current body. Steps of a reduction change slowest; then the loop with the most copies, so that few operands
   * of the others wait in registers.
   */
  #currentCopies(): Copy[] {
    const counts = this.#counts;
    const isReduction = (loop: number): number => (loop >= this.#loops.grid ? 1 : 0);
    const loops = counts.map((_, loop) => loop);
    loops.sort((a, b) => isReduction(b) - isReduction(a) || counts[b]! - counts[a]!);
    return this.#copies.all(loops, counts);
  }
}
