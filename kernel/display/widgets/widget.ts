/**
 * A widget: named values that live here and in the page at once. The page's half is a JavaScript module, which JupyterLab's extension
 * `anywidget` runs; this half speaks the protocol of Jupyter's widgets over a comm, so no Python is involved.
 *
 * @see https://anywidget.dev/en/afm/ for what the module exports
 * @see https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md for the messages
 */
import type { Content } from "../../wire/message.ts";
import { type Comm, openComm, registerCommTarget } from "../comm.ts";

/** What a widget is made of. */
export interface WidgetOptions<State extends object> {
  /** Text of a module: `export default { render({ model, el }) { … } }`. */
  readonly esm: string;
  /** Styles of the page's half. */
  readonly css?: string;
  /** The shared values as they are at the start; JSON. */
  readonly state: State;
  /** What stands for it where there is no page, from its values. */
  text?(state: Readonly<State>): string;
}

const target = "jupyter.widget";
const protocol = { version: "2.1.0" };
/** The widgets that have been shown and not closed. */
const shown = new Map<string, Widget<object>>();

/** Named values that the page shows and changes. */
export class Widget<State extends object> {
  readonly #options: WidgetOptions<State>;
  readonly #listeners = new Map<keyof State, Set<(value: never) => void>>();
  #state: State;
  #comm: Comm | undefined;

  constructor(options: WidgetOptions<State>) {
    this.#options = options;
    this.#state = { ...options.state };
    this.lendLooks(this);
  }

  /** The value of a name. */
  get<Name extends keyof State>(name: Name): State[Name] {
    return this.#state[name];
  }

  /** Changes values, here and in the page. Listeners hear of those that are different. */
  set(values: Partial<State>): void {
    const changed = this.#take(values);
    if (this.#comm && Object.keys(changed).length > 0) this.#send("update", changed);
    this.#tell(changed);
  }

  /**
   * Calls `listener` with each new value of a name, whoever changed it.
   *
   * @returns a function that stops that
   */
  observe<Name extends keyof State>(name: Name, listener: (value: State[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Called with what the page's half sends by `model.send`. */
  onCustom: ((content: unknown, buffers: readonly Uint8Array[]) => void) | undefined;

  /** Sends anything to the page's half, which hears it as `msg:custom`. */
  sendCustom(content: unknown, buffers: readonly Uint8Array[] = []): void {
    this.#comm?.send({ method: "custom", content }, { buffers });
  }

  /** Removes it from the page. Its values stay. */
  close(): void {
    this.#comm?.close();
    this.#gone();
  }

  /** All that the page knows of it. */
  get pageState(): Content {
    const { esm, css } = this.#options;
    return {
      ...modules,
      _esm: esm,
      ...(css !== undefined && { _css: css }),
      ...this.#state,
    };
  }

  /** Makes another object look as this widget does, in notebooks and in text. */
  lendLooks(other: object): void {
    const shows = { configurable: true, value: () => this.#bundle() };
    const prints = { configurable: true, value: () => this.toString() };
    Object.defineProperties(other, {
      [Symbol.for("Jupyter.display")]: shows,
      [Symbol.for("nodejs.util.inspect.custom")]: prints,
    });
  }

  #bundle(): Record<string, unknown> {
    const comm = this.#connect();
    return {
      "application/vnd.jupyter.widget-view+json": { version_major: 2, version_minor: 0, model_id: comm.id },
      "text/plain": this.toString(),
    };
  }

  toString(): string {
    return this.#options.text?.(this.#state) ?? `Widget(${JSON.stringify(this.#state)})`;
  }

  /** The page hears of a widget when it is first shown. */
  #connect(): Comm {
    if (this.#comm) return this.#comm;
    const comm = openComm(target, { state: this.pageState, buffer_paths: [] }, { metadata: protocol });
    comm.onMessage = ({ data, buffers }) => this.#receive(data, buffers);
    comm.onClose = () => this.#gone();
    this.#comm = comm;
    shown.set(comm.id, this as unknown as Widget<object>);
    return comm;
  }

  #receive(data: Content, buffers: readonly Uint8Array[]): void {
    switch (data.method) {
      case "update": {
        const known = Object.entries((data.state ?? {}) as object).filter(([name]) => name in this.#state);
        this.#tell(this.#take(Object.fromEntries(known) as Partial<State>));
        break;
      }
      case "request_state":
        this.#send("update", this.pageState);
        break;
      case "custom":
        this.onCustom?.(data.content, buffers);
        break;
      // Other methods belong to newer versions of the protocol.
    }
  }

  #send(method: string, state: object): void {
    this.#comm?.send({ method, state, buffer_paths: [] });
  }

  /** Keeps values; returns those that are different. */
  #take(values: Partial<State>): Partial<State> {
    const changed = Object.entries(values).filter(
      ([name, value]) => !Object.is(this.#state[name as keyof State], value),
    );
    this.#state = { ...this.#state, ...Object.fromEntries(changed) };
    return Object.fromEntries(changed) as Partial<State>;
  }

  #tell(changed: Partial<State>): void {
    for (const name of Object.keys(changed) as (keyof State)[]) {
      for (const listener of this.#listeners.get(name) ?? []) listener(this.#state[name] as never);
    }
  }

  #gone(): void {
    if (this.#comm) shown.delete(this.#comm.id);
    this.#comm = undefined;
  }
}

/** Which of the page's classes play a widget; those of `anywidget` run the module in `_esm`. */
const modules = {
  _model_module: "anywidget",
  _model_module_version: "*",
  _model_name: "AnyModel",
  _view_module: "anywidget",
  _view_module_version: "*",
  _view_name: "AnyView",
  _view_count: null,
  _dom_classes: [],
  _anywidget_id: "nnxlab",
};

/** A page that is loaded again asks for all widgets at once. */
registerCommTarget("jupyter.widget.control", (comm) => {
  comm.onMessage = ({ data }) => {
    if (data.method !== "request_states") return;
    const states = [...shown].map(([id, { pageState }]) => {
      const { _model_module, _model_module_version, _model_name } = pageState;
      return [
        id,
        {
          model_module: _model_module,
          model_module_version: _model_module_version,
          model_name: _model_name,
          state: pageState,
        },
      ];
    });
    comm.send({ method: "update_states", states: Object.fromEntries(states), buffer_paths: [] });
  };
});
