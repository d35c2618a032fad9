/**
 * Chooses how matrix products are cut into tiles by trying: each tile that may be good runs the product itself on the device, once to
 * be compiled and a few times more, and the fastest is kept, here and on disk. Only products that take long are worth it.
 */
import type { BufferDecl } from "../../../ir/kernel.ts";
import type { AdapterInfo } from "../adapterInfo.ts";
import type { MatrixProduct } from "../wgsl/matrixProduct.ts";
import { nameOfProduct, nameOfTile, type ProductTile } from "../wgsl/productTile.ts";
import { TileCache } from "./tileCache.ts";
import { cacheFolder, isTuning } from "./tunerSettings.ts";

/** Milliseconds that a product takes by a tile; undefined where that could not be found out. */
export type MeasureTile = (
  product: MatrixProduct,
  tile: ProductTile,
  buffers: readonly BufferDecl[],
) => number | undefined;

/** Tiles that are tried, at most: the first ones, which should be the best. */
const mostTried = 4;
/** Multiplications below which trying costs more than it can save. */
const fewest = 2 ** 21;
/** Times that differ less are taken for equal: other work on the machine makes them differ as much. */
const clearlyLess = 0.93;

/** Finds the best tiles for one adapter. */
export class Tuner {
  readonly #info: AdapterInfo;
  readonly #measure: MeasureTile;
  #cache: TileCache | undefined;

  constructor(info: AdapterInfo, measure: MeasureTile) {
    this.#info = info;
    this.#measure = measure;
  }

  /** The tile for a product: the first where the tuner is off or it does not matter, else the one that is or was found fastest. */
  choose(product: MatrixProduct, tiles: readonly ProductTile[], buffers: readonly BufferDecl[]): ProductTile {
    const { batch, rows, columns, depth } = product;
    const first = tiles[0]!;
    if (tiles.length === 1 || batch * rows * columns * depth < fewest || !isTuning()) return first;
    this.#cache ??= new TileCache(cacheFolder(), this.#info);
    const name = nameOfProduct(product);
    const known = this.#cache.get(name);
    const found = tiles.find((tile) => nameOfTile(tile) === known);
    if (found) return found;
    let best: ProductTile | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const tile of tiles.slice(0, mostTried)) {
      const time = this.#measure(product, tile, buffers);
      if (time === undefined) return first; // no memory to try in: this says nothing of another time
      if (time < least * (best ? clearlyLess : 1)) [best, least] = [tile, time];
    }
    this.#cache.set(name, nameOfTile(best ?? first));
    return best ?? first;
  }
}
