import type { ByteWriter } from "./byteWriter.ts";
import type { Code, Local, Statement, Value } from "./code.ts";
import { type AccessName, accesses, alignmentOf, operations, type ValueType } from "./opcodes.ts";

const typeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

/** The byte that stands for a type. */
export function typeCode(type: ValueType): number {
  return typeCodes[type];
}

/** Writes the locals and instructions of a function. Emitters keep values shallow, so recursion into them is safe. */
export function encodeFunction(code: Code, out: ByteWriter, functionIndex: (callee: Code) => number): void {
  numberLocals(code, out);
  const encoder = new Encoder(out, functionIndex);
  for (const statement of code.body) encoder.statement(statement);
  out.byte(0x0b);
}

class Encoder {
  readonly #out: ByteWriter;
  readonly #functionIndex: (callee: Code) => number;

  constructor(out: ByteWriter, functionIndex: (callee: Code) => number) {
    this.#out = out;
    this.#functionIndex = functionIndex;
  }

  statement(x: Statement): void {
    const out = this.#out;
    switch (x.kind) {
      case "set":
        this.#value(x.value);
        out.byte(0x21);
        out.unsigned(x.local.number);
        return;
      case "store":
        this.#value(x.address);
        this.#value(x.value);
        this.#access(x.name, x.offset, x.lane);
        return;
      case "loop":
        out.byte(0x03);
        out.byte(0x40); // no result
        for (const inner of x.body) this.statement(inner);
        this.#value(x.again);
        out.byte(0x0d);
        out.unsigned(0);
        out.byte(0x0b);
        return;
      case "if":
        this.#value(x.condition);
        out.byte(0x04);
        out.byte(0x40); // no result
        for (const inner of x.then) this.statement(inner);
        if (x.otherwise.length > 0) out.byte(0x05);
        for (const inner of x.otherwise) this.statement(inner);
        out.byte(0x0b);
        return;
      case "call":
        for (const arg of x.args) this.#value(arg);
        out.byte(0x10);
        out.unsigned(this.#functionIndex(x.callee));
        return;
      default:
        throw x satisfies never;
    }
  }

  #value(x: Value): void {
    const out = this.#out;
    switch (x.kind) {
      case "get":
        out.byte(0x20);
        out.unsigned(x.local.number);
        return;
      case "const":
        constant(x.type, x.value, out);
        return;
      case "vector":
        this.#opcode(0xfd000c);
        for (const word of x.words) out.int32(word);
        return;
      case "operation":
        for (const arg of x.args) this.#value(arg);
        this.#opcode(operations[x.name]);
        if (x.lane >= 0) out.byte(x.lane);
        return;
      case "shuffle":
        for (const arg of x.args) this.#value(arg);
        this.#opcode(0xfd000d);
        for (const lane of x.lanes) for (let byte = 0; byte < 4; byte++) out.byte(lane * 4 + byte);
        return;
      case "select":
        for (const arg of x.args) this.#value(arg);
        out.byte(0x1b);
        return;
      case "load":
        for (const arg of x.args) this.#value(arg);
        this.#access(x.name, x.offset, x.lane);
        return;
      default:
        throw x satisfies never;
    }
  }

  #opcode(code: number): void {
    if (code <= 0xff) this.#out.byte(code);
    else {
      this.#out.byte(code >>> 16);
      this.#out.unsigned(code & 0xffff);
    }
  }

  #access(name: AccessName, offset: number, lane: number): void {
    this.#opcode(accesses[name]);
    this.#out.unsigned(alignmentOf(name));
    this.#out.unsigned(offset);
    if (lane >= 0) this.#out.byte(lane);
  }
}

function constant(type: ValueType, value: number, out: ByteWriter): void {
  switch (type) {
    case "i32":
      out.byte(0x41);
      out.signed(value);
      return;
    case "f32":
      out.byte(0x43);
      out.float32(value);
      return;
    case "f64":
      out.byte(0x44);
      out.float64(value);
      return;
    default:
      throw new TypeError(`Cannot encode a constant of type ${type}: vectors have a form of their own`);
  }
}

/** Numbers parameters, then locals grouped by type, and writes the declaration of the groups. */
function numberLocals(code: Code, out: ByteWriter): void {
  const groups = new Map<ValueType, Local[]>();
  const seen = new Set<Local>(code.params);
  collectLocals(code.body, seen, groups);
  let next = 0;
  for (const param of code.params) param.number = next++;
  out.unsigned(groups.size);
  for (const [type, group] of groups) {
    out.unsigned(group.length);
    out.byte(typeCode(type));
    for (const variable of group) variable.number = next++;
  }
}

function collectLocals(statements: readonly Statement[], seen: Set<Local>, groups: Map<ValueType, Local[]>): void {
  for (const x of statements) {
    if (x.kind === "loop") collectLocals(x.body, seen, groups);
    if (x.kind === "if") {
      collectLocals(x.then, seen, groups);
      collectLocals(x.otherwise, seen, groups);
    }
    if (x.kind !== "set" || seen.has(x.local)) continue;
    seen.add(x.local);
    const group = groups.get(x.local.type);
    if (group) group.push(x.local);
    else groups.set(x.local.type, [x.local]);
  }
}
