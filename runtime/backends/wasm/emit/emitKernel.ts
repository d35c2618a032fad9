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
import type { Kernel } from "../../../ir/kernel.ts";
import { type Code, i32, operation, store, type Value } from "../module/code.ts";
import { accessOf } from "./access.ts";
import { type Copy, Evaluator } from "./evaluator.ts";
import { type Loops, loopsOf } from "./loops.ts";
import { type Analysis, loopsUnder, type Node, type Phase, phaseOf } from "./phase.ts";
import type { Level, Plan } from "./plan.ts";
import { Registers } from "./registers.ts";
import { Scope } from "./scope.ts";
import { segmentsOf } from "./segments.ts";
import { splat } from "./vectorInstructions.ts";

export interface EmitOptions {
  readonly bufferAddress: (buffer: number) => Value;
  /** Whether the engine has relaxed multiply-add. */
  readonly relaxed: boolean;
}

/** The function of one kernel; its math expressions must be expanded. */
export function emitKernel(kernel: Kernel, plan: Plan, name: string, options: EmitOptions): Code {
  return new KernelEmitter(kernel, plan, options).emit(name);
}

class KernelEmitter {
  readonly #kernel: Kernel;
  readonly #plan: Plan;
  readonly #options: EmitOptions;
  readonly #loops: Loops;
  readonly #analysis: Analysis;
  readonly #evaluator: Evaluator;
  readonly #reducePhase: Phase;
  readonly #storePhase: Phase;
  readonly #gridMask: number;
  /** Elements that the current segment of each loop covers. */
  readonly #sizes: number[];
  /** Copies of each loop in the current segment. */
  readonly #counts: number[];
  readonly #copyShift: number[];
  #registers: Registers | undefined;
  #scope: Scope = new Scope();

  constructor(kernel: Kernel, plan: Plan, options: EmitOptions) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#options = options;
    this.#loops = loopsOf(kernel);
    this.#sizes = [...this.#loops.sizes];
    this.#counts = this.#sizes.map(() => 1);
    this.#copyShift = copyShifts(plan, this.#sizes.length);
    this.#gridMask = (1 << this.#loops.grid) - 1;
    this.#analysis = { loops: this.#loops, accumulatorLoops: this.#gridMask, numbers: new Map(), masks: new Map() };
    this.#reducePhase = phaseOf(
      kernel.accumulators.map(({ value }) => value),
      this.#analysis,
    );
    this.#storePhase = phaseOf(this.#storeRoots(), this.#analysis);
    const storeIndices = new Set(kernel.stores.map(({ index }) => index));
    this.#evaluator = new Evaluator(this.#sizes.length, {
      bufferAddress: options.bufferAddress,
      bufferName: (buffer) => `b${buffer}`,
      vectorLoop: plan.vectorLoop,
      copyShift: this.#copyShift,
      isEarly: (load) => kernel.stores.length > 1 && load.kind === "load" && storeIndices.has(load.index),
      accumulator: (id, copy) => this.#result(id, copy),
    });
  }

  /** Stored values, and the parts of their places that are no linear function of the loops. */
  #storeRoots(): Expr[] {
    return this.#kernel.stores.flatMap(({ index, value }) => {
      const { rest } = accessOf(index, this.#loops);
      return rest ? [value, rest] : [value];
    });
  }

  emit(name: string): Code {
    const root = this.#scope;
    if (!this.#sizes.slice(0, this.#loops.grid).includes(0)) {
      this.#nest(this.#plan.grid, 0, () => this.#point());
    }
    return { name, params: [], body: root.statements };
  }

  #nest(levels: readonly Level[], depth: number, body: () => void): void {
    const current = levels[depth];
    if (!current) {
      body();
      return;
    }
    const { loop } = current;
    const evaluator = this.#evaluator;
    const [size, count, width] = [this.#sizes[loop]!, this.#counts[loop]!, evaluator.widths[loop]!];
    const outer = this.#scope;
    for (const segment of segmentsOf(current, size, this.#plan.overlap && loop < this.#loops.grid)) {
      const end = segment.start + segment.trips * segment.step;
      const label = `${this.#loops.nameOf(loop)} in ${segment.start} … ${end} by ${segment.step}`;
      this.#scope = new Scope(outer, segment, label);
      this.#sizes[loop] = segment.step;
      this.#counts[loop] = segment.count;
      evaluator.widths[loop] = segment.width;
      if (current.flush !== "no") this.#registers!.openBlock(this.#scope, current.flush);
      this.#nest(levels, depth + 1, body);
      if (current.flush !== "no") this.#registers!.closeBlock();
      this.#scope.close();
    }
    this.#scope = outer;
    this.#sizes[loop] = size;
    this.#counts[loop] = count;
    evaluator.widths[loop] = width;
  }

  /** The innermost body of the grid. */
  #point(): void {
    if (this.#kernel.accumulators.length > 0) {
      this.#registers = new Registers(this.#scope, this.#options.relaxed);
      if (!this.#kernel.reduce.includes(0)) this.#nest(this.#plan.reduce, 0, () => this.#accumulate());
    }
    for (const copy of this.#copies()) this.#store(copy);
  }

  /** The innermost body of the reduction. */
  #accumulate(): void {
    const asVector = this.#evaluator.isVector(-1);
    for (const copy of this.#copies()) {
      this.#evaluator.evaluate(this.#reducePhase, this.#scope, copy);
      // Along a vectorised reduction loop each copy has a chain of additions of its own.
      const chain = this.#evaluator.copyFor(this.#gridMask | this.#chainMask(), copy);
      this.#kernel.accumulators.forEach(({ op, value }, id) => {
        const result = this.#evaluator.value(this.#nodeOf(this.#reducePhase, value), copy, asVector);
        this.#registers!.update(id, op, value.type, chain, result, this.#scope);
      });
    }
  }

  /** The vectorised loop, if it is a reduction loop. */
  #chainMask(): number {
    const { vectorLoop } = this.#plan;
    return vectorLoop >= this.#loops.grid ? 1 << vectorLoop : 0;
  }

  /** The value of an accumulator after the loops. */
  #result(id: number, copy: Copy): Value {
    const { op, value } = this.#kernel.accumulators[id]!;
    const own = this.#evaluator.copyFor(this.#gridMask, copy);
    const shift = this.#chainMask() === 0 ? -1 : this.#copyShift[this.#plan.vectorLoop]!;
    const chains = shift < 0 ? [own] : Array.from({ length: 32 }, (_, n) => own | (n << shift));
    return this.#registers!.result(id, op, value.type, chains, this.#evaluator.isVector(this.#gridMask), this.#scope);
  }

  #store(copy: Copy): void {
    const { stores } = this.#kernel;
    const evaluator = this.#evaluator;
    evaluator.evaluate(this.#storePhase, this.#scope, copy);
    for (const { buffer, index, value } of stores) {
      const access = accessOf(index, this.#loops);
      const asVector = evaluator.isVector(loopsUnder(index, this.#analysis));
      const result = evaluator.value(this.#nodeOf(this.#storePhase, value), copy, asVector);
      const places = evaluator.storePlaces(buffer, access, copy, this.#scope, asVector);
      this.#storeAt(places, value.type, result);
    }
  }

  #storeAt(places: readonly { address: Value; offset: number }[], type: Expr["type"], value: Value): void {
    const { statements } = this.#scope;
    if (value.type !== "v128") {
      const { address, offset } = places[0]!;
      statements.push(store(type === "f32" ? "f32.store" : "i32.store", address, offset, value));
      return;
    }
    const stored = type === "bool" ? storedBool(value) : value;
    if (places.length === 1) {
      statements.push(store("v128.store", places[0]!.address, places[0]!.offset, stored));
      return;
    }
    const once = stored.depth === 0 ? stored : this.#scope.keep(stored, "t");
    places.forEach(({ address, offset }, n) => {
      statements.push(store("v128.store32_lane", address, offset, once, n));
    });
  }

  readonly #byExpr = new Map<Phase, Map<Expr, Node>>();
  #nodeOf(phase: Phase, expr: Expr): Node {
    let nodes = this.#byExpr.get(phase);
    if (!nodes) {
      nodes = new Map(phase.map((node) => [node.expr, node]));
      this.#byExpr.set(phase, nodes);
    }
    return nodes.get(expr)!;
  }

  /**
   * All copies of the current body. Steps of a reduction change slowest; then the loop with the most copies, so that few operands
   * of the others wait in registers.
   */
  #copies(): Copy[] {
    let copies: Copy[] = [0];
    const counts = this.#counts;
    const isReduction = (loop: number): number => (loop >= this.#loops.grid ? 1 : 0);
    const loops = this.#copyShift.map((_, loop) => loop).filter((loop) => counts[loop]! > 1);
    loops.sort((a, b) => isReduction(b) - isReduction(a) || counts[b]! - counts[a]!);
    for (const loop of loops) {
      const shift = this.#copyShift[loop]!;
      copies = copies.flatMap((copy) => Array.from({ length: counts[loop]! }, (_, n) => copy | (n << shift)));
    }
    return copies;
  }
}

const storedBool = (mask: Value): Value => operation("v128.and", mask, splat("i32", i32(1)));

/** A place of five bits for every loop that has copies. */
function copyShifts(plan: Plan, loopCount: number): number[] {
  const shifts = new Array<number>(loopCount).fill(-1);
  let next = 0;
  for (const { loop, width, count } of [...plan.grid, ...plan.reduce]) {
    // A vectorised loop may leave up to three single elements, which are copies too.
    if ((count > 1 || width > 1) && shifts[loop]! < 0) {
      shifts[loop] = next;
      next += 5;
    }
  }
  if (next > 20) throw new Error("Cannot emit a kernel with copies along more than four loops");
  return shifts;
}
