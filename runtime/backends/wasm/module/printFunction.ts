import type { Code, Local, Statement, Value } from "./code.ts";

/** A function as indented text: one line per statement, values as calls, loops as `loop … while`. */
export function printFunction(code: Code): string {
  const names = nameLocals(code);
  const lines = [`func ${code.name}(${code.params.map((param) => `${names.get(param)}: ${param.type}`).join(", ")})`];
  const print = (statements: readonly Statement[], indent: string): void => {
    for (const x of statements) {
      if (x.kind === "loop") {
        lines.push(`${indent}loop ${x.label}`);
        print(x.body, `${indent}  `);
        lines.push(`${indent}while ${value(x.again)}`);
      } else if (x.kind === "if") {
        lines.push(`${indent}if ${value(x.condition)}`);
        print(x.then, `${indent}  `);
        if (x.otherwise.length > 0) lines.push(`${indent}else`);
        print(x.otherwise, `${indent}  `);
      } else {
        lines.push(indent + line(x));
      }
    }
  };
  const value = (x: Value): string => printValue(x, names);
  const line = (x: Exclude<Statement, { kind: "loop" | "if" }>): string => {
    switch (x.kind) {
      case "set":
        return `${names.get(x.local)} = ${value(x.value)}`;
      case "store":
        return `${access(x.name, x.lane)} [${place(value(x.address), x.offset)}] = ${value(x.value)}`;
      case "call":
        return `call ${x.callee.name}(${x.args.map(value).join(", ")})`;
      default:
        throw x satisfies never;
    }
  };
  print(code.body, "  ");
  return lines.join("\n");
}

function printValue(x: Value, names: ReadonlyMap<Local, string>): string {
  const inside = (y: Value): string => printValue(y, names);
  switch (x.kind) {
    case "const":
      return x.type === "i32" ? `${x.value}` : printFloat(x.value);
    case "vector":
      return `vector(${x.words.map((word) => `0x${(word >>> 0).toString(16)}`).join(", ")})`;
    case "get":
      return names.get(x.local) ?? x.local.name;
    case "operation":
      if (x.name === "i32.add") return `(${inside(x.args[0]!)} + ${inside(x.args[1]!)})`;
      return `${access(x.name, x.lane)}(${x.args.map(inside).join(", ")})`;
    case "shuffle":
      return `shuffle[${x.lanes}](${x.args.map(inside).join(", ")})`;
    case "select":
      return `select(${inside(x.args[2])}, ${inside(x.args[0])}, ${inside(x.args[1])})`;
    case "load": {
      const [address, into] = x.args;
      const at = `${access(x.name, x.lane)} [${place(inside(address!), x.offset)}]`;
      return into ? `${at} into ${inside(into)}` : at;
    }
    default:
      throw x satisfies never;
  }
}

const access = (name: string, lane: number): string => (lane >= 0 ? `${name}.${lane}` : name);
const place = (address: string, offset: number): string => (offset === 0 ? address : `${address} + ${offset}`);

function printFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(Number(value.toPrecision(9)));
}

/** A name for each local; a second one of the same name gets a number. */
function nameLocals(code: Code): Map<Local, string> {
  const names = new Map<Local, string>();
  const taken = new Map<string, number>();
  const add = (variable: Local): void => {
    if (names.has(variable)) return;
    const count = taken.get(variable.name) ?? 0;
    taken.set(variable.name, count + 1);
    names.set(variable, count === 0 ? variable.name : `${variable.name}_${count}`);
  };
  const visit = (statements: readonly Statement[]): void => {
    for (const x of statements) {
      if (x.kind === "loop") visit(x.body);
      if (x.kind === "if") {
        visit(x.then);
        visit(x.otherwise);
      }
      if (x.kind === "set") add(x.local);
    }
  };
  code.params.forEach(add);
  visit(code.body);
  return names;
}
