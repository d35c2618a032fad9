/** The meaning of the kernel language on many points at once, in single precision: what the expansions are measured with. */
import type { Expr } from "../expr.ts";
import { binaryOps, unaryOps } from "../scalar.ts";
import { topological } from "../walk.ts";

type Column = Float32Array | Int32Array | Uint32Array | Uint8Array;

const columns = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array };

/** Values of an expression where load number n stands for the n-th input. Storing into a typed array is what rounds. */
export function evaluateF32(root: Expr, inputs: readonly Float32Array[]): Float32Array {
  const count = inputs[0]!.length;
  const values = new Map<Expr, Column>();
  for (const x of topological([root])) values.set(x, column(x, values, inputs, count));
  return values.get(root) as Float32Array;
}

function column(x: Expr, values: Map<Expr, Column>, inputs: readonly Float32Array[], count: number): Column {
  if (x.kind === "load") return inputs[x.buffer]!;
  const out = new columns[x.type](count);
  if (x.kind === "const") return out.fill(Number(x.value));
  const args = "args" in x ? x.args.map((part) => values.get(part)!) : [];
  const [a, b, c] = args as [Column, Column, Column];
  switch (x.kind) {
    case "unary": {
      const op = unaryOps[x.op];
      for (let i = 0; i < count; i++) out[i] = Number(op(a[i]!, x.type));
      return out;
    }
    case "binary": {
      const op = binaryOps[x.op];
      const type = x.args[0].type;
      for (let i = 0; i < count; i++) out[i] = Number(op(a[i]!, b[i]!, type));
      return out;
    }
    case "select":
      for (let i = 0; i < count; i++) out[i] = a[i] ? b[i]! : c[i]!;
      return out;
    case "convert":
      if (x.op === "bitcast") return new columns[x.type](a.buffer as ArrayBuffer);
      for (let i = 0; i < count; i++) out[i] = saturate(x.type, a[i]!);
      return out;
    default:
      throw new Error(`Cannot evaluate ${x.kind}: the expansions have none`);
  }
}

function saturate(type: Expr["type"], x: number): number {
  if (type === "f32") return x;
  const whole = Number.isNaN(x) ? 0 : Math.trunc(x);
  return type === "i32"
    ? Math.min(Math.max(whole, -(2 ** 31)), 2 ** 31 - 1)
    : Math.min(Math.max(whole, 0), 2 ** 32 - 1);
}
