/**
 * Step 2: no value is complex any more. Each complex variable becomes two of float32, each equation on complex values becomes those of its
 * primitive's `parts` rule; loops and branches get jaxprs on parts. So lowering, the kernel language and backends know no complex
 * numbers. In memory a complex array is f32[2, …]: inputs are taken apart, and outputs put together.
 *
 *     c:c64[3] = mul a b     ──▶     p:f32[3] = mul re_a re_b  …  re_c:f32[3] = sub p q  …  im_c:f32[3] = add r s
 */
import type { JaxArray } from "../core/array.ts";
import { Complex } from "../core/complex.ts";
import type { Control } from "../core/control.ts";
import { type Atom, type Equation, type Jaxpr, type Literal, newVar, type Var } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import { definePrimitive, definePrimitiveMany, type Part, type Primitive } from "../core/primitive.ts";
import { binary, constant, select } from "../ir/build.ts";
import { tensor } from "../ir/tensor.ts";
import { type Aval, aval } from "../types/aval.ts";
import { isComplex } from "../types/dtype.ts";
import { inline } from "./inline.ts";

/** An atom, or two for a complex one. */
type Split = readonly [Atom] | readonly [re: Atom, im: Atom];

const isComplexAtom = ({ aval }: { readonly aval: Aval }): boolean => isComplex(aval.dtype);

/** The same function without complex values inside, for an inlined jaxpr. Complex inputs and outputs are f32[2, …]. */
export function splitComplex(jaxpr: Jaxpr): Jaxpr {
  if (!hasComplex(jaxpr)) return jaxpr;
  const splitter = new Splitter();
  const inputs = jaxpr.inputs.map((v) => (isComplexAtom(v) ? splitter.takeApart(v) : v));
  splitter.run(jaxpr);
  const outputs = jaxpr.outputs.map((atom) => splitter.together(atom));
  return { constVars: [], inputs, equations: splitter.equations, outputs };
}

/** As `splitComplex`, but complex inputs and outputs are two each. */
function onParts(jaxpr: Jaxpr): Jaxpr {
  const inlined = inline(jaxpr);
  if (!hasComplex(jaxpr)) return inlined;
  const splitter = new Splitter();
  const inputs = inlined.inputs.flatMap((v) => splitter.fresh(v));
  splitter.run(inlined);
  const outputs = inlined.outputs.flatMap((atom) => splitter.read(atom));
  return { constVars: [], inputs, equations: splitter.equations, outputs };
}

const known = new WeakMap<Jaxpr, boolean>();

function hasComplex(jaxpr: Jaxpr): boolean {
  let answer = known.get(jaxpr);
  if (answer === undefined) known.set(jaxpr, (answer = looksForComplex(jaxpr)));
  return answer;
}

function looksForComplex({ inputs, equations, outputs }: Jaxpr): boolean {
  if (inputs.some(isComplexAtom) || outputs.some(isComplexAtom)) return true;
  return equations.some(({ primitive, params, ...equation }) => {
    if (equation.outputs.some(isComplexAtom) || equation.inputs.some(isComplexAtom)) return true;
    const inner = primitive.inline?.(params);
    if (inner) return hasComplex(inner);
    const control = primitive.control?.(params);
    return control !== undefined && bodiesOf(control).some(hasComplex);
  });
}

function bodiesOf(control: Control): readonly Jaxpr[] {
  if (control.kind === "while") return [control.condition, control.body];
  return control.kind === "scan" ? [control.body] : control.branches;
}

/** Writes down the equations on parts. */
class Splitter {
  readonly equations: Equation[] = [];
  readonly #parts = new Map<Var, Split>();
  /** Complex inputs as they lie in memory, by their real part. */
  readonly #words = new Map<Atom, { readonly words: Var; readonly im: Atom }>();

  /** Variables for the parts of a variable. */
  fresh(v: Var): Var[] {
    if (!isComplexAtom(v)) {
      this.#parts.set(v, [v]);
      return [v];
    }
    const part = aval(v.aval.shape, "float32", v.aval.weakType);
    const [re, im] = [newVar(part), newVar(part)];
    this.#parts.set(v, [re, im]);
    return [re, im];
  }

  /** The input f32[2, …] for a complex variable. */
  takeApart(v: Var): Var {
    const words = newVar(aval([2, ...v.aval.shape], "float32"));
    const [re, im] = this.fresh(v) as [Var, Var];
    this.equations.push({ primitive: takeParts, inputs: [words], params: {}, outputs: [re, im] });
    this.#words.set(re, { words, im });
    return words;
  }

  /** An output, complex ones as f32[2, …]. */
  together(atom: Atom): Atom {
    const [re, im] = this.read(atom);
    if (im === undefined) return re;
    const known = this.#words.get(re);
    if (known && known.im === im) return known.words;
    const words = newVar(aval([2, ...atom.aval.shape], "float32"));
    this.equations.push({ primitive: joinParts, inputs: [re, im], params: {}, outputs: [words] });
    if (re.kind === "var") this.#words.set(re, { words, im });
    return words;
  }

  read(atom: Atom): Split {
    if (atom.kind === "var") return this.#parts.get(atom) ?? [atom];
    return isComplexAtom(atom) ? partsOfLiteral(atom) : [atom];
  }

  run(jaxpr: Jaxpr): void {
    for (const equation of jaxpr.equations) {
      const { primitive, inputs, params, outputs } = equation;
      const control = primitive.control?.(params);
      if (control) this.#control(primitive, control, inputs, outputs);
      else if (inputs.some(isComplexAtom) || outputs.some(isComplexAtom)) this.#expand(equation);
      else this.equations.push({ ...equation, inputs: inputs.map((atom) => this.read(atom)[0]) });
    }
  }

  /** Loops and branches, with as many more operands and results. */
  #control(primitive: Primitive, control: Control, inputs: readonly Atom[], outputs: readonly Var[]): void {
    const split = splitControl(control, inputs.map(isComplexAtom));
    this.equations.push({
      primitive: { name: primitive.name, control: () => split } as unknown as Primitive,
      inputs: inputs.flatMap((atom) => this.read(atom)),
      params: { control: split },
      outputs: outputs.flatMap((v) => this.fresh(v)),
    });
  }

  /** One equation as those of its rule. */
  #expand({ primitive, inputs, params, outputs }: Equation): void {
    const operands = inputs.map((atom) => this.read(atom));
    const flat = operands.flat();
    const avals = outputs.map((v) => v.aval);
    const { jaxpr, consts } = traceToJaxpr(
      (...arrays) => {
        let next = 0;
        const parts = operands.map((split): Part => {
          const first = arrays[next++]!;
          return split.length === 1 ? first : { re: first, im: arrays[next++]! };
        });
        const results = primitive.parts ? primitive.parts(parts, params, avals) : partByPart(primitive, parts, params);
        return results.flatMap((part) => ("re" in part ? [part.re, part.im] : [part]));
      },
      flat.map((atom) => atom.aval),
    );
    if (consts.length > 0)
      throw new Error(`Cannot compile ${primitive.name}: its rule for complex numbers captured an array`);
    const inlined = inline(jaxpr);
    const names = new Map<Var, Atom>(inlined.inputs.map((v, n) => [v, flat[n]!]));
    const read = (atom: Atom): Atom => (atom.kind === "var" ? (names.get(atom) ?? atom) : atom);
    for (const equation of inlined.equations) this.equations.push({ ...equation, inputs: equation.inputs.map(read) });
    let next = 0;
    for (const v of outputs) {
      const count = isComplexAtom(v) ? 2 : 1;
      this.#parts.set(v, inlined.outputs.slice(next, next + count).map(read) as unknown as Split);
      next += count;
    }
  }
}

/** What only moves or chooses elements: once with the real parts, once with the imaginary ones. */
function partByPart(primitive: Primitive, operands: readonly Part[], params: object): readonly Part[] {
  const run = (which: "re" | "im"): JaxArray[] => {
    const results: JaxArray | JaxArray[] = primitive(...operands.map((x) => ("re" in x ? x[which] : x)), params);
    return Array.isArray(results) ? results : [results];
  };
  const im = run("im");
  return run("re").map((re, n) => ({ re, im: im[n]! }));
}

function partsOfLiteral({ aval: { shape, weakType }, value }: Literal): Split {
  const { re, im } = value instanceof Complex ? value : { re: Number(value), im: 0 };
  const part = (x: number): Literal => ({ kind: "literal", aval: aval(shape, "float32", weakType), value: x });
  return [part(re), part(im)];
}

/** Jaxprs on parts, and how many operands of each role there are then. */
function splitControl(control: Control, complex: readonly boolean[]): Control {
  const count = (from: number, to: number): number =>
    to - from + complex.slice(from, to).filter((isComplexOperand) => isComplexOperand).length;
  switch (control.kind) {
    case "while": {
      const { conditionConstants: c, bodyConstants: b } = control;
      return {
        ...control,
        condition: onParts(control.condition),
        body: onParts(control.body),
        conditionConstants: count(0, c),
        bodyConstants: count(c, c + b),
      };
    }
    case "scan": {
      const { constants, carries } = control;
      return {
        ...control,
        body: onParts(control.body),
        constants: count(0, constants),
        carries: count(constants, constants + carries),
      };
    }
    case "switch":
      return { ...control, branches: control.branches.map(onParts) };
    default:
      throw control satisfies never;
  }
}

/** f32[2, …] → its two halves. */
const takeParts: Primitive<[words: JaxArray], Record<never, never>, JaxArray[]> = definePrimitiveMany<
  [words: JaxArray]
>({
  name: "takeParts",
  shape: ([x]) => [0, 1].map(() => aval(x!.shape.slice(1), "float32")),
  lower: ([x]) =>
    [0, 1].map((half) => tensor(x!.shape.slice(1), "f32", (index) => x!.at([constant("i32", half), ...index]))),
});

/** Two halves → f32[2, …]. */
const joinParts: Primitive<[re: JaxArray, im: JaxArray], Record<never, never>, JaxArray> = definePrimitive<
  [re: JaxArray, im: JaxArray]
>({
  name: "joinParts",
  shape: ([x]) => [aval([2, ...x!.shape], "float32")],
  lower: ([re, im]) => [
    tensor([2, ...re!.shape], "f32", ([half, ...index]) =>
      select(binary("eq", half!, constant("i32", 0)), re!.at(index), im!.at(index)),
    ),
  ],
});
