/**
 * Variables as clients draw them. A client gets a number for everything that can be opened, and asks with it for what is inside; the
 * numbers hold until the program goes on.
 */
import type { Runtime } from "node:inspector";
import { inspect } from "node:util";
import { DebugError, type Variable } from "./dap.ts";
import { type Description, debuggeeSymbol } from "./debuggee.ts";
import type { InspectorSession } from "./inspectorSession.ts";

/** A name and what V8 says of its value. */
export interface Named {
  readonly name: string;
  readonly value: Runtime.RemoteObject;
}

/** Part of what is inside. */
export interface Page {
  readonly start?: number | undefined;
  readonly count?: number | undefined;
}

/** The values of the main thread. */
export interface Variables {
  /** A number for a group of variables. */
  open(load: (page: Page) => Promise<readonly Variable[]>): number;
  /** What is behind a number; nothing behind 0. */
  children(reference: number, page: Page): Promise<readonly Variable[]>;
  /** Values in a line each. */
  describe(named: readonly Named[], callInspectors?: boolean): Promise<readonly Variable[]>;
  /** The properties of an object that V8 holds, without those that are its class's. */
  propertiesOf(objectId: string): Promise<readonly Named[]>;
  /** Calls a function of the helper in the main thread. */
  call<T>(method: string, args: readonly CallArgument[], options?: CallOptions): Promise<T>;
  /** Forgets all numbers. */
  forget(): Promise<void>;
}

/** A value that is sent, or one that V8 holds. */
export type CallArgument = { readonly value: unknown } | { readonly objectId: string } | Runtime.CallArgument;

/** How the helper is called. */
export interface CallOptions {
  /** The result itself rather than what V8 calls it. */
  readonly byValue?: boolean;
  readonly awaitPromise?: boolean;
}

/** V8 forgets all objects of this name together. */
export const objectGroup = "nnxlab-debugger";
/** A list longer than this is opened in pages. */
const pageSize = 100;

/** No numbers given yet. */
export function createVariables(inspector: InspectorSession): Variables {
  const loaders = new Map<number, (page: Page) => Promise<readonly Variable[]>>();
  let count = 0;
  let helper: Promise<string> | undefined;

  async function findHelper(): Promise<string> {
    const { result } = await inspector.post<{ result: Runtime.RemoteObject }>("Runtime.evaluate", {
      expression: `globalThis[Symbol.for(${JSON.stringify(debuggeeSymbol)})]`,
      silent: true,
    });
    if (!result.objectId) throw new DebugError("Cannot look at values: a cell has removed the debugger's helper");
    return result.objectId;
  }

  async function call<T>(method: string, args: readonly CallArgument[], options: CallOptions = {}): Promise<T> {
    helper ??= findHelper();
    const { result, exceptionDetails } = await inspector.post<{
      result: Runtime.RemoteObject;
      exceptionDetails?: Runtime.ExceptionDetails;
    }>("Runtime.callFunctionOn", {
      objectId: await helper,
      functionDeclaration: `function (...args) { return this.${method}(...args); }`,
      arguments: args,
      silent: true,
      objectGroup,
      returnByValue: options.byValue ?? false,
      awaitPromise: options.awaitPromise ?? false,
    });
    if (exceptionDetails) throw new DebugError(`Cannot look at a value: ${messageOf(exceptionDetails)}`);
    return (options.byValue ? result.value : result) as T;
  }

  async function propertiesOf(objectId: string): Promise<readonly Named[]> {
    const { result, privateProperties = [] } = await inspector.post<{
      result: readonly Runtime.PropertyDescriptor[];
      privateProperties?: readonly Runtime.PropertyDescriptor[];
    }>("Runtime.getProperties", { objectId, ownProperties: true });
    const shown = result.filter(({ enumerable, name }) => enumerable || errorFields.has(name));
    return [...privateProperties, ...shown].map(({ name, value, get }) => ({
      name,
      value: value ?? (get ? getter : { type: "undefined" }),
    }));
  }

  async function describe(named: readonly Named[], callInspectors = true): Promise<readonly Variable[]> {
    const objects = named.filter(({ value }) => value.objectId !== undefined);
    const args = objects.map(({ value }) => ({ objectId: value.objectId! }));
    const texts =
      objects.length === 0
        ? []
        : await call<readonly Description[]>("describe", [{ value: callInspectors }, ...args], { byValue: true });
    const described = new Map(objects.map((object, index) => [object, texts[index]!]));
    return named.map((variable) => {
      const description = described.get(variable);
      return description ? objectVariable(variable, description) : primitiveVariable(variable);
    });
  }

  function objectVariable({ name, value }: Named, description: Description): Variable {
    const objectId = value.objectId!;
    const { length, isSpecial, type } = description;
    const load = (page: Page): Promise<readonly Variable[]> => {
      if (length !== undefined) return elements(objectId, page.start ?? 0, endOf(page, length));
      return isSpecial ? contents(objectId, 0, 0) : propertiesOf(objectId).then((inner) => describe(inner));
    };
    return {
      name,
      value: description.value,
      ...(type ? { type } : {}),
      evaluateName: name,
      variablesReference: open(load),
      ...(length === undefined ? {} : { indexedVariables: length }),
    };
  }

  /** Elements from `start` to before `end`, in at most a hundred groups when they are many. */
  async function elements(objectId: string, start: number, end: number): Promise<readonly Variable[]> {
    if (end - start <= pageSize) return contents(objectId, start, end);
    let step = pageSize;
    while ((end - start) / step > pageSize) step *= pageSize;
    const pages: Variable[] = [];
    for (let from = start; from < end; from += step) {
      const to = Math.min(from + step, end);
      const load = (): Promise<readonly Variable[]> => elements(objectId, from, to);
      pages.push({ name: `[${from} … ${to - 1}]`, value: "", variablesReference: open(load) });
    }
    return pages;
  }

  async function contents(objectId: string, start: number, end: number): Promise<readonly Variable[]> {
    const inside = await call<Runtime.RemoteObject>("children", [{ objectId }, { value: start }, { value: end }]);
    return describe(await propertiesOf(inside.objectId!));
  }

  function open(load: (page: Page) => Promise<readonly Variable[]>): number {
    loaders.set(++count, load);
    return count;
  }

  return {
    open,
    async children(reference, page) {
      if (reference === 0) return [];
      const load = loaders.get(reference);
      if (!load) {
        throw new DebugError(`Cannot open variable ${reference}: the program has gone on since; look it up again`);
      }
      return load(page);
    },
    describe,
    propertiesOf,
    call,
    async forget() {
      loaders.clear();
      await inspector.post("Runtime.releaseObjectGroup", { objectGroup }).catch(() => {}); // the session may be over
    },
  };
}

/** Fields of errors that JavaScript hides in lists of properties. */
const errorFields: ReadonlySet<string> = new Set(["message", "stack", "cause", "errors"]);

const getter: Runtime.RemoteObject = { type: "undefined", description: "(a getter, not called)" };

function endOf({ start = 0, count = 0 }: Page, length: number): number {
  return count > 0 ? Math.min(start + count, length) : length;
}

/**
 * Numbers, texts and the like. The types are named as in Python: JupyterLab draws the value of a variable only for those, and the
 * name of the type for others, or the value when there is no type.
 */
function primitiveVariable({ name, value: remote }: Named): Variable {
  const text = remote.type === "string" ? inspect(remote.value) : plainValue(remote);
  const type = { string: "str", boolean: "bool", number: /^-?\d+$/.test(text) ? "int" : "float" }[
    remote.type as string
  ];
  return { name, value: text, evaluateName: name, ...(type ? { type } : {}), variablesReference: 0 };
}

function plainValue({ unserializableValue, description, value, subtype }: Runtime.RemoteObject): string {
  if (subtype === "null") return "null";
  return unserializableValue ?? description ?? String(value);
}

/** What an exception of an evaluation says, in a line. */
export function messageOf({ exception, text }: Runtime.ExceptionDetails): string {
  return exception?.description?.split("\n")[0] ?? (exception && plainValue(exception)) ?? text;
}
