import { describe, expect, it } from "vitest";
import type { CodeCell, Notebook } from "../nbformat.ts";
import { injectParameters } from "./injectParameters.ts";
import { parameterText, parameterValue } from "./parameterValue.ts";

const cell = (source: string, ...tags: string[]): CodeCell => ({
  cell_type: "code",
  id: `c${source.length}`,
  metadata: { tags },
  source,
  execution_count: null,
  outputs: [],
});
const notebook = (...cells: CodeCell[]): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const sources = ({ cells }: Notebook): string[] => cells.map(({ source }) => source);

describe("injectParameters", () => {
  const defaults = cell('const rate = 1e-3;\nlet optimizer: "adam" | "sgd" = "adam", steps = 10;', "parameters");
  const rest = cell("steps");

  it("declares behind the defaults, with the types that are written there", () => {
    const given = notebook(cell("// title"), defaults, rest);
    const { notebook: first, unknown } = injectParameters(given, { optimizer: "sgd", rate: 0.1 });
    const injected = '// Parameters\nlet optimizer: "adam" | "sgd" = "sgd";\nlet rate = 0.1;';
    expect(sources(first)).toEqual(["// title", defaults.source, injected, "steps"]);
    expect(first.cells[2]!.metadata).toEqual({ tags: ["injected-parameters"] });
    expect(first.metadata).toEqual({ papermill: { parameters: { optimizer: "sgd", rate: 0.1 } } });
    expect(unknown).toEqual([]);
    expect(sources(given)).toHaveLength(3);

    const { notebook: second } = injectParameters(first, { steps: 3 }); // in place of the first run's
    expect(sources(second)).toEqual(["// title", defaults.source, "// Parameters\nlet steps = 3;", "steps"]);
  });

  it("declares at the top without a cell for them, and names what is not declared where there is one", () => {
    const { notebook: made, unknown } = injectParameters(notebook(rest), { steps: 3 });
    expect([sources(made), unknown]).toEqual([["// Parameters\nlet steps = 3;", "steps"], []]);
    expect(injectParameters(notebook(defaults), { stpes: 3 }).unknown).toEqual(["stpes"]);
  });

  it("takes names that TypeScript takes, and no others", () => {
    for (const name of ["a", "größe", "$", "_1", "type", "of"])
      expect(() => injectParameters(notebook(), { [name]: 1 })).not.toThrow();
    for (const name of ["learning-rate", "1a", "class", "", "a;b", "a b"])
      expect(() => injectParameters(notebook(), { [name]: 1 })).toThrow(/Cannot declare the parameter/);
  });
});

it("words are read as papermill reads them", () => {
  const read = ["10", "-1.5e3", ".5", "True", "false", "None", "adam", "1.2.3", "", "0x10"].map(parameterValue);
  expect(read).toEqual([10, -1500, 0.5, true, false, null, "adam", "1.2.3", "", "0x10"]);
  expect(() => parameterValue("12345678901234567890")).toThrow(
    /would become 12345678901234567000; pass it as text with -r/,
  );
});

it("values are written as TypeScript that gives them back", () => {
  const value = {
    list: [1, -0, Number.NaN, Number.NEGATIVE_INFINITY, null, true],
    'a "b"': "line\nnext ${x}`",
    deep: {},
  };
  expect(new Function(`return ${parameterText(value)}`)()).toEqual(value);
  const named = JSON.parse('{ "__proto__": 1 }');
  expect(Object.keys(new Function(`return ${parameterText(named)}`)())).toEqual(["__proto__"]);
  expect(() => parameterText(undefined)).toThrow(/type undefined/);
});
