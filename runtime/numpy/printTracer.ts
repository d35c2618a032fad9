/** Traced values as text, as JAX prints them: what is known of them, not their numbers. */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import type { Tracer } from "../core/tracer.ts";
import { BatchTracer } from "../transforms/batchTrace.ts";
import { JVPTracer } from "../transforms/jvpTrace.ts";
import { type Aval, printAval } from "../types/aval.ts";
import { arrayStr } from "./print.ts";

/** `JitTracer(float32[3])`, `GradTracer(primal=1.0, typeof(tangent)=f32[])`, `VmapTracer(aval=float32[], batched=float32[3])`. */
export function tracerRepr(x: Tracer): string {
  if (x instanceof JVPTracer) {
    const { primal, tangent } = x;
    if (tangent instanceof DeviceArray) return `JVPTracer(primal=${inner(primal)}, tangent=${inner(tangent)})`;
    return `GradTracer(primal=${inner(primal)}, typeof(tangent)=${printAval(tangent.aval)})`;
  }
  if (x instanceof BatchTracer) return `VmapTracer(aval=${longAval(x.aval)}, batched=${longAval(x.value.aval)})`;
  return `JitTracer(${longAval(x.aval)})`;
}

function inner(x: JaxArray): string {
  return x instanceof DeviceArray ? arrayStr(x) : tracerRepr(x as Tracer);
}

/** `float32[2,3]`; weak types with a tilde. */
function longAval({ shape, dtype, weakType }: Aval): string {
  return `${weakType ? "~" : ""}${dtype}[${shape.join(",")}]`;
}
