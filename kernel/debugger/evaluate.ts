/** Evaluates what a client asks for, in a call that stands still or among the names of all cells. */
import type { Runtime } from "node:inspector";
import { DebugError, type Variable } from "./dap.ts";
import type { UserFrame } from "./frames.ts";
import type { InspectorSession } from "./inspectorSession.ts";
import { toJavaScript } from "./toJavaScript.ts";
import { messageOf, objectGroup, type Variables } from "./variables.ts";

interface Evaluated {
  readonly result: Runtime.RemoteObject;
  readonly exceptionDetails?: Runtime.ExceptionDetails;
}

/** How an expression is evaluated. */
export interface EvaluateOptions {
  /** The call whose variables it sees; without one it may wait. */
  readonly frame?: UserFrame | undefined;
  /** Fails rather than change anything: for values shown while the pointer rests on a name. */
  readonly isHover?: boolean;
}

/**
 * The value of TypeScript code, as V8 holds it.
 *
 * @throws DebugError when it does not parse or throws, or would change something and must not
 */
export async function evaluateRemote(
  inspector: InspectorSession,
  code: string,
  { frame, isHover = false }: EvaluateOptions,
): Promise<Runtime.RemoteObject> {
  const options = { expression: toJavaScript(code), silent: true, throwOnSideEffect: isHover, objectGroup };
  const { result, exceptionDetails } = frame
    ? await inspector.post<Evaluated>("Debugger.evaluateOnCallFrame", {
        ...options,
        callFrameId: frame.call.callFrameId,
      })
    : await inspector.post<Evaluated>("Runtime.evaluate", { ...options, replMode: true, awaitPromise: !isHover });
  if (exceptionDetails) throw new DebugError(messageOf(exceptionDetails));
  return result;
}

/** The value as a client draws it. */
export async function evaluateText(
  inspector: InspectorSession,
  variables: Variables,
  code: string,
  options: EvaluateOptions,
): Promise<Variable> {
  const value = await evaluateRemote(inspector, code, options);
  const [variable] = await variables.describe([{ name: code, value }], !options.isHover);
  return variable!;
}
