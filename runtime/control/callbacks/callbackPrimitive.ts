/**
 * The primitive `callback`: JavaScript that is called with the numbers when a program comes to it. The program is cut in two there
 * (core/hostProgram.ts), and a loop with a callback inside is run by the host. Callbacks run in the order of the program, each time.
 */
import { DeviceArray, type JaxArray } from "../../core/array.ts";
import { definePrimitiveMany, type Primitive } from "../../core/primitive.ts";
import { outsideTracing } from "../../core/tracer.ts";
import { moveBatchAxis } from "../../transforms/moveBatchAxis.ts";
import type { Aval } from "../../types/aval.ts";
import { dtypes } from "../../types/dtype.ts";
import { sizeOf } from "../../types/shape.ts";

/** What `vmap` does with a callback that gives results. */
export type VmapMethod = "sequential" | "expandDims" | "broadcastAll";

/** What a callback carries. */
export type CallbackParams = {
  /** `debug` gives nothing, and vmap calls it for each element; `pure` may be called any number of times; `io` just once. */
  readonly kind: "debug" | "pure" | "io";
  readonly name: string;
  readonly call: (operands: readonly DeviceArray[]) => readonly DeviceArray[];
  readonly outputs: readonly Aval[];
  readonly vmapMethod: VmapMethod | undefined;
};

const makers = { debug: "jax.debug.callback", pure: "jax.pureCallback", io: "jax.ioCallback" } as const;

/** Calls JavaScript with concrete arrays. */
export const callbackPrimitive: Primitive<JaxArray[], CallbackParams, JaxArray[]> = definePrimitiveMany<
  JaxArray[],
  CallbackParams
>({
  name: "callback",
  shape: (_, { outputs }) => outputs,
  host: (operands, { call }) => outsideTracing(() => call(operands)),
  jvp(primals, _, params) {
    if (params.kind !== "debug") {
      throw new TypeError(
        `Cannot differentiate the ${makers[params.kind]} of ${params.name}: JavaScript has no derivative; give it one with jax.customJvp or ` +
          "jax.customVjp, or hide it with lax.stopGradient",
      );
    }
    return [callbackPrimitive(...primals, params), []];
  },
  batch(operands, axes, params, { size }) {
    const { kind, name, vmapMethod, outputs } = params;
    const method = kind === "debug" ? "sequential" : vmapMethod;
    if (method === undefined) {
      throw new TypeError(
        `Cannot vmap the ${makers[kind]} of ${name}: say how by vmapMethod: "sequential" (called for each element), "expandDims" or "broadcastAll" ` +
          "(called once, with a leading batch axis on all arrays; those not mapped have size 1 there, or are repeated)",
      );
    }
    const isMapped = axes.map((axis) => axis !== null || method === "broadcastAll");
    const inputs = operands.map((x, i) => {
      if (method === "expandDims" && axes[i] === null) return moveBatchAxis(x, null, 0, 1);
      return isMapped[i] ? moveBatchAxis(x, axes[i]!, 0, size) : x;
    });
    const results = callbackPrimitive(...inputs, {
      ...params,
      outputs: outputs.map((a) => ({ ...a, shape: [size, ...a.shape] })),
      call: method === "sequential" ? (given) => eachElement(params, given, isMapped, size) : params.call,
    });
    return [results, results.map(() => 0)];
  },
  printParams: ({ kind, name }) => ({ kind, name }),
});

/** One call for each element of the batch, in order; results stacked. */
function eachElement(
  { call, outputs }: CallbackParams,
  given: readonly DeviceArray[],
  isMapped: readonly boolean[],
  size: number,
): DeviceArray[] {
  const rows = Array.from({ length: size }, (_, k) => call(given.map((x, i) => (isMapped[i] ? element(x, k) : x))));
  return outputs.map((a, i) => {
    const { HostArray, words } = dtypes[a.dtype];
    const step = sizeOf(a.shape) * words;
    const host = new HostArray(size * step);
    rows.forEach((row, k) => void host.set(row[i]!.host, k * step));
    return DeviceArray.fromHost(host, { ...a, shape: [size, ...a.shape] });
  });
}

function element(x: DeviceArray, k: number): DeviceArray {
  const a: Aval = { ...x.aval, shape: x.shape.slice(1) };
  const step = sizeOf(a.shape) * dtypes[a.dtype].words;
  return DeviceArray.fromHost(x.host.slice(k * step, (k + 1) * step), a);
}
