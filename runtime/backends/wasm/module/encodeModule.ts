import { ByteWriter } from "./byteWriter.ts";
import type { Code } from "./code.ts";
import { encodeFunction, typeCode } from "./encodeFunction.ts";

/** Where the module finds its memory. */
export const memoryImport = { module: "env", name: "memory" } as const;

/** What a module has besides its functions. */
export interface ModuleOptions {
  /** Functions that JavaScript provides under their names; their bodies are empty. */
  readonly imported?: readonly Code[];
  /** Whether the memory is shared between threads. */
  readonly shared?: boolean;
}

/** Upper bound in the type of the imported memory; the memory given must not declare a larger one. */
const maximumPages = 65536;

/**
 * The bytes of a module that imports one memory and exports functions under their names.
 *
 * @param functions every function but those imported, callees included
 * @param exported those that JavaScript calls
 */
export function encodeModule(
  functions: readonly Code[],
  exported: readonly Code[],
  { imported = [], shared = false }: ModuleOptions = {},
): Uint8Array<ArrayBuffer> {
  const all = [...imported, ...functions];
  const numbers = new Map(all.map((code, n) => [code, n]));
  const { types, typeOf } = signatures(all);
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
    body.unsigned(1 + imported.length);
    body.text(memoryImport.module);
    body.text(memoryImport.name);
    body.byte(0x02); // memory
    body.byte(shared ? 0x03 : 0x01); // with a maximum
    body.unsigned(0);
    body.unsigned(maximumPages);
    for (const code of imported) {
      body.text(memoryImport.module);
      body.text(code.name);
      body.byte(0x00); // function
      body.unsigned(typeOf(code));
    }
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
