/**
 * The loop of the device thread: takes commands from the channel and has the device do them. It blocks its thread while there is
 * nothing to do, and turns the event loop while the device owes an answer, since WebGPU answers by promises only.
 */
import { commands } from "./channel.ts";
import type { Device } from "./device.ts";
import type { DeviceEnd } from "./deviceEnd.ts";
import type { DevicePlan } from "./plan.ts";

/** What the loop needs from the thread it runs in. */
export interface Host {
  /** Settles in a later turn of the event loop. */
  turn(): Promise<void>;
  /** Sends an answer to a caller that does not block. */
  post(answer: Answer, transfer: ArrayBuffer[]): void;
}

/** The answer to `readAsync` and `fence`. Why a request failed is in the channel. */
export interface Answer {
  readonly request: number;
  readonly failed: boolean;
  readonly data?: ArrayBuffer;
}

/** Milliseconds asleep between two looks for commands; also the pace of the heartbeat when idle. */
const idleSleep = 250;
/** While the device owes an answer: turns without a nap (about 2 ms), and the longest nap, in ms. Naps grow with the time waited. */
const eagerTurns = 1000;
const longestNap = 0.5;
/** Commands done in a row before promises get their turn. */
const commandsPerTurn = 512;

/** Serves until the caller closes the channel. */
export async function serve(end: DeviceEnd, device: Device, host: Host): Promise<void> {
  const server = new Server(end, device, host);
  await server.run();
}

class Server {
  readonly #end: DeviceEnd;
  readonly #device: Device;
  readonly #host: Host;
  /** Pieces of plans that have not come in full. */
  readonly #partial = new Map<number, Uint8Array[]>();
  /** Dawn cannot read shared memory, so data goes through here. */
  #scratch: Uint8Array<ArrayBuffer> = new Uint8Array(1 << 16);
  #pending = 0;
  #turns = 0;

  constructor(end: DeviceEnd, device: Device, host: Host) {
    this.#end = end;
    this.#device = device;
    this.#host = host;
  }

  async run(): Promise<void> {
    for (let count = 1; !this.#end.closing; count++) {
      if (!this.#end.next()) {
        this.#device.flush();
        await this.#idle();
        continue;
      }
      this.#turns = 0;
      const wait = this.#do();
      if (wait) await this.#until(wait);
      const { backlog } = this.#device;
      if (backlog) await this.#until(backlog);
      else if (count % commandsPerTurn === 0) await this.#turn(() => undefined);
    }
  }

  /** Does one command; a promise holds up the next one. */
  #do(): Promise<unknown> | undefined {
    const { command, from, ring } = this.#end;
    const arg = (n: number): number => ring[from + n]!;
    switch (command) {
      case commands.run:
        return this.#run();
      case commands.write:
        this.#device.write(arg(0), arg(1), this.#data(from + 3, arg(2)));
        break;
      case commands.read: {
        const mapped = this.#device.read(arg(1), arg(2));
        const request = arg(0);
        this.#end.release();
        return this.#answer(request, mapped);
      }
      case commands.allocate: {
        const [id, bytes, request] = [arg(0), arg(1), arg(2)];
        this.#end.release();
        const allocated = this.#allocate(id, bytes, request);
        if (request !== 0) return allocated;
        this.#track(allocated);
        return undefined;
      }
      case commands.readAsync:
        this.#track(this.#post(arg(0), this.#device.read(arg(1), arg(2))));
        break;
      case commands.fence:
        this.#track(this.#post(arg(0), this.#device.done()));
        break;
      case commands.destroy:
        this.#device.destroy(arg(0));
        break;
      case commands.define:
        this.#define(arg(0), arg(1), this.#data(from + 3, arg(2)));
        break;
      case commands.forget:
        this.#device.forget(arg(0));
        break;
      default:
        throw new Error(`Cannot do command ${command}: there is none of that number`);
    }
    this.#end.release();
    return undefined;
  }

  #run(): Promise<void> | undefined {
    const { ring, from, to } = this.#end;
    const program = ring[from]!;
    const compiling = this.#device.compiling(program);
    if (compiling) {
      // The command stays in the ring until the program is ready. Compilers need the processor more than we do.
      this.#turns = eagerTurns;
      return compiling.then(() => undefined);
    }
    const running = this.#device.run(program, ring.subarray(from + 1, to));
    this.#end.release();
    return running;
  }

  async #allocate(id: number, bytes: number, request: number): Promise<void> {
    const fits = await this.#device.allocate(id, bytes);
    if (request !== 0) await this.#end.reply(request, fits ? new Uint8Array(0) : undefined, this.#pause);
    else if (!fits) this.#end.report("outOfMemory", `Cannot allocate ${bytes} bytes on the GPU`);
  }

  async #answer(request: number, reading: ReturnType<Device["read"]>): Promise<void> {
    try {
      const { data, done } = await reading;
      await this.#end.reply(request, data, this.#pause);
      done();
    } catch (error) {
      this.#end.report("error", `Cannot read from the GPU: ${(error as Error).message}`);
      await this.#end.reply(request, undefined, this.#pause);
    }
  }

  async #post(request: number, work: Promise<unknown>): Promise<void> {
    try {
      const mapped = (await work) as Awaited<ReturnType<Device["read"]>> | undefined;
      const data = mapped?.data.slice().buffer as ArrayBuffer | undefined;
      mapped?.done();
      this.#host.post({ request, failed: false, ...(data && { data }) }, data ? [data] : []);
    } catch (error) {
      this.#end.report("error", `Cannot read from the GPU: ${(error as Error).message}`);
      this.#host.post({ request, failed: true }, []);
    }
  }

  #define(id: number, total: number, piece: Uint8Array): void {
    const pieces = [...(this.#partial.get(id) ?? []), piece.slice()];
    this.#partial.set(id, pieces);
    if (pieces.reduce((sum, { length }) => sum + length, 0) < total) return;
    this.#partial.delete(id);
    const text = new Uint8Array(total);
    let at = 0;
    for (const part of pieces) {
      text.set(part, at);
      at += part.length;
    }
    this.#device.define(id, JSON.parse(new TextDecoder().decode(text)) as DevicePlan);
  }

  /** A copy of data in the ring, valid until the next one. */
  #data(word: number, bytes: number): Uint8Array<ArrayBuffer> {
    if (this.#scratch.length < bytes) this.#scratch = new Uint8Array(bytes);
    this.#scratch.set(this.#end.ringBytes.subarray(word * 4, word * 4 + bytes));
    return this.#scratch.subarray(0, bytes);
  }

  #track(work: Promise<unknown>): void {
    this.#pending++;
    work.finally(() => this.#pending--);
  }

  async #idle(): Promise<void> {
    if (this.#pending > 0) return this.#turn((ms) => this.#end.sleep(ms));
    this.#end.beat();
    this.#end.sleep(idleSleep);
    if (!this.#end.next()) await this.#host.turn();
  }

  /** Turns the event loop until the promise has settled. */
  async #until(promise: Promise<unknown>): Promise<void> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    await undefined;
    // Commands go on waiting, so they must not end a nap.
    while (!settled && !this.#end.closing) await this.#turn((ms) => this.#end.nap(ms));
  }

  /** Dawn looks for finished work once in each turn. The longer there is none, the longer the nap before the next turn. */
  async #turn(nap: (milliseconds: number) => void): Promise<void> {
    this.#end.beat();
    const tired = this.#turns++ - eagerTurns;
    if (tired > 0) nap(Math.min(longestNap, tired * 0.01));
    await this.#host.turn();
  }

  readonly #pause = (): Promise<void> => this.#host.turn();
}
