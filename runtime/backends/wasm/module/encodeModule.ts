import { ByteWriter } from "./byteWriter.ts";
import type { Code } from "./code.ts";
import { encodeFunction, typeCode } from "./encodeFunction.ts";

/** Where the module finds its memory. */
export const memoryImport = { module: "env", name: "memory" } as const;

/**
 * The bytes of a module that imports one memory and exports functions under their names.
 *
 * @param functions every function, callees included
 * @param exported those that JavaScript calls
 * @param maximumPages upper bound in the import's type; the memory given must not declare a larger one
 */
export function encodeModule(
  functions: readonly Code[],
  exported: readonly Code[],
  maximumPages = 65536,
): Uint8Array<ArrayBuffer> {
  const numbers = new Map(functions.map((code, n) => [code, n]));
  const { types, typeOf } = signatures(functions);
  const out = new ByteWriter();
  out.append(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)); // "\0asm", version 1
  section(out, 1, (body) => {
    body.unsigned(types.length);
    for (const params of types) {
      body.byte(0x60);
      body.unsigned(params.length);
      for (const type of params) body.byte(type);
      body.unsigned(0);
    }
  });
  section(out, 2, (body) => {
    body.unsigned(1);
    body.text(memoryImport.module);
    body.text(memoryImport.name);
    body.byte(0x02); // memory
    body.byte(0x01); // with a maximum
    body.unsigned(0);
    body.unsigned(maximumPages);
  });
  section(out, 3, (body) => {
    body.unsigned(functions.length);
    for (const code of functions) body.unsigned(typeOf(code));
  });
  section(out, 7, (body) => {
    body.unsigned(exported.length);
    for (const code of exported) {
      body.text(code.name);
      body.byte(0x00); // function
      body.unsigned(numbers.get(code)!);
    }
  });
  section(out, 10, (body) => {
    body.unsigned(functions.length);
    for (const code of functions) {
      const function_ = new ByteWriter();
      encodeFunction(code, function_, (callee) => numbers.get(callee)!);
      body.unsigned(function_.length);
      body.append(function_.bytes());
    }
  });
  return out.bytes();
}

function section(out: ByteWriter, id: number, write: (body: ByteWriter) => void): void {
  const body = new ByteWriter();
  write(body);
  out.byte(id);
  out.unsigned(body.length);
  out.append(body.bytes());
}

/** The distinct parameter lists. */
function signatures(functions: readonly Code[]): { types: readonly number[][]; typeOf: (code: Code) => number } {
  const types: number[][] = [];
  const numbers = new Map<string, number>();
  const key = (code: Code): string => code.params.map(({ type }) => type).join();
  for (const code of functions) {
    if (numbers.has(key(code))) continue;
    numbers.set(key(code), types.length);
    types.push(code.params.map(({ type }) => typeCode(type)));
  }
  return { types, typeOf: (code) => numbers.get(key(code))! };
}
