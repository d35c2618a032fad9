/**
 * The tiles found best so far, in a file for each adapter and version of nnxlab:
 *
 *     { "adapter": "SwiftShader driver … (google swiftshader, software)", "version": "0.1.0",
 *       "tiles": { "1×512×512×512, left along depth, 1 stored": "subgroup 16×8" } }
 *
 * The file is written beside its place and moved there, so that nobody reads half of it. One that cannot be read is said once and
 * written anew; one that cannot be written costs only the next process's time.
 */
import { nodeModule } from "../../nodeModule.ts";
import { type AdapterInfo, describeAdapter } from "../adapterInfo.ts";
import { packageVersion } from "./packageVersion.ts";

/** Choices by the name of the product. */
export class TileCache {
  readonly file: string;
  readonly #adapter: string;
  readonly #version: string;
  readonly #tiles: Map<string, string>;

  /** Reads what is known of an adapter from a folder. */
  constructor(folder: string, info: AdapterInfo, version: string = packageVersion()) {
    this.#adapter = describeAdapter(info);
    this.#version = version;
    const name = `${this.#adapter} ${version}`.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^-|-$/g, "");
    this.file = `${folder}/tiles-${name}.json`;
    this.#tiles = new Map(Object.entries(this.#read()));
  }

  get(product: string): string | undefined {
    return this.#tiles.get(product);
  }

  /** Keeps a choice, also for other processes. */
  set(product: string, tile: string): void {
    // Others may have found out something meanwhile.
    for (const [other, theirs] of Object.entries(this.#read())) this.#tiles.set(other, theirs);
    this.#tiles.set(product, tile);
    const { mkdirSync, renameSync, writeFileSync } = nodeModule("node:fs");
    const content = { adapter: this.#adapter, version: this.#version, tiles: Object.fromEntries(this.#tiles) };
    const temporary = `${this.file}.${process.pid}`;
    try {
      mkdirSync(this.file.slice(0, this.file.lastIndexOf("/")), { recursive: true });
      writeFileSync(temporary, `${JSON.stringify(content, undefined, 2)}\n`);
      renameSync(temporary, this.file);
    } catch (error) {
      console.warn(
        `Cannot keep tile sizes in ${this.file}: ${(error as Error).message}. They are measured again next time`,
      );
    }
  }

  #read(): Readonly<Record<string, string>> {
    const { existsSync, readFileSync } = nodeModule("node:fs");
    if (!existsSync(this.file)) return {};
    try {
      const { adapter, version, tiles } = JSON.parse(readFileSync(this.file, "utf8")) as Record<string, unknown>;
      if (adapter !== this.#adapter || version !== this.#version) return {}; // another one whose name is spelt alike
      if (!isTextByText(tiles)) throw new Error("its tiles are not texts by text");
      return tiles;
    } catch (error) {
      console.warn(`Cannot read tile sizes from ${this.file}: ${(error as Error).message}. The file is written anew`);
      return {};
    }
  }
}

function isTextByText(x: unknown): x is Readonly<Record<string, string>> {
  return typeof x === "object" && x !== null && Object.values(x).every((value) => typeof value === "string");
}
