import { test } from "vitest";
import { traceToJaxpr } from "/work/main/runtime/core/jaxprTrace.ts";
import { printJaxpr } from "/work/main/runtime/core/printJaxpr.ts";
import * as p from "/work/main/runtime/primitives/index.ts";
import { aval } from "/work/main/runtime/types/aval.ts";
import { compileStages } from "/work/main/runtime/compile/compile.ts";
import { printProgram } from "/work/main/runtime/ir/print.ts";
import { printGraph } from "/work/main/runtime/compile/graph.ts";
import { verifyProgram } from "/work/main/runtime/ir/verify.ts";

function show(f: any, ...avals: any[]) {
  const { jaxpr } = traceToJaxpr(f, avals);
  console.log(printJaxpr(jaxpr));
  const s = compileStages(jaxpr, { buffersPerKernel: Infinity });
  console.log(printGraph(s.graph));
  verifyProgram(s.program);
  console.log(printProgram(s.program));
}
const f = (...s: number[]) => aval(s, "float32");
test("x", () => {
  const bc = (x: any, n: number) => p.broadcastInDim(x, { shape: [x.shape[0], n], broadcastDimensions: [0] });
  show((x: any) => { const m = p.reduceMax(x, { axes: [1] }); const e = p.exp(p.sub(x, bc(m, 10))); return [p.div(e, bc(p.reduceSum(e, { axes: [1] }), 10))]; }, f(32, 10));
  show((x: any, w: any, b: any) => [p.max(p.add(p.dotGeneral(x, w, { dimensionNumbers: [[[1], [0]], [[], []]], preferredElementType: null }), p.broadcastInDim(b, { shape: [32, 20], broadcastDimensions: [1] })), 0)], f(32, 10), f(10, 20), f(20));
});
