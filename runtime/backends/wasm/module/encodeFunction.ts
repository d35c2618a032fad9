import type { ByteWriter } from "./byteWriter.ts";
import type { Code, Local, Statement, Value } from "./code.ts";
import { accesses, alignmentOf, operations, type ValueType } from "./opcodes.ts";

const typeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

export function typeCode(type: ValueType): number {
  return typeCodes[type];
}

/** Writes the locals and instructions of a function. Emitters keep values shallow, so recursion into them is safe. */
export function encodeFunction(code: Code, out: ByteWriter, functionIndex: (callee: Code) => number): void {
  const numbers = numberLocals(code, out);
  const op = (value: number): void => {
    if (value <= 0xff) out.byte(value);
    else {
      out.byte(value >>> 16);
      out.unsigned(value & 0xffff);
    }
  };
  const memory = (name: keyof typeof accesses, offset: number, lane: number): void => {
    op(accesses[name]);
    out.unsigned(alignmentOf(name));
    out.unsigned(offset);
    if (lane >= 0) out.byte(lane);
  };

  const value = (x: Value): void => {
    if ("args" in x) for (const arg of x.args) value(arg);
    switch (x.kind) {
      case "const":
        constant(x.type, x.value, out);
        return;
      case "vector":
        op(0xfd000c);
        for (const word of x.words) out.int32(word);
        return;
      case "get":
        out.byte(0x20);
        out.unsigned(numbers.get(x.local)!);
        return;
      case "operation":
        op(operations[x.name]);
        if (x.lane >= 0) out.byte(x.lane);
        return;
      case "shuffle":
        op(0xfd000d);
        for (const lane of x.lanes) for (let byte = 0; byte < 4; byte++) out.byte(lane * 4 + byte);
        return;
      case "select":
        out.byte(0x1b);
        return;
      case "load":
        memory(x.name, x.offset, x.lane);
        return;
      default:
        throw x satisfies never;
    }
  };

  const statement = (x: Statement): void => {
    switch (x.kind) {
      case "set":
        value(x.value);
        out.byte(0x21);
        out.unsigned(numbers.get(x.local)!);
        return;
      case "store":
        value(x.address);
        value(x.value);
        memory(x.name, x.offset, x.lane);
        return;
      case "loop":
        out.byte(0x03);
        out.byte(0x40); // no result
        x.body.forEach(statement);
        value(x.again);
        out.byte(0x0d);
        out.unsigned(0);
        out.byte(0x0b);
        return;
      case "call":
        x.args.forEach(value);
        out.byte(0x10);
        out.unsigned(functionIndex(x.callee));
        return;
      default:
        throw x satisfies never;
    }
  };

  code.body.forEach(statement);
  out.byte(0x0b);
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
function numberLocals(code: Code, out: ByteWriter): Map<Local, number> {
  const numbers = new Map<Local, number>();
  for (const param of code.params) numbers.set(param, numbers.size);
  const byType = new Map<ValueType, Set<Local>>();
  const visit = (statements: readonly Statement[]): void => {
    for (const x of statements) {
      if (x.kind === "loop") visit(x.body);
      if (x.kind !== "set" || numbers.has(x.local)) continue;
      const group = byType.get(x.local.type);
      if (group) group.add(x.local);
      else byType.set(x.local.type, new Set([x.local]));
    }
  };
  visit(code.body);
  out.unsigned(byType.size);
  for (const [type, group] of byType) {
    out.unsigned(group.size);
    out.byte(typeCode(type));
    for (const variable of group) numbers.set(variable, numbers.size);
  }
  return numbers;
}
