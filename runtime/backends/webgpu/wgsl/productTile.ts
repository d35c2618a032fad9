/** The ways in which a matrix product can be cut into tiles, and its shader by one of them. */
import type { BufferDecl } from "../../../ir/kernel.ts";
import type { Tuning } from "../tuning.ts";
import { isContiguousAlongDepth, type MatrixProduct } from "./matrixProduct.ts";
import type { Shader } from "./shader.ts";
import { type SubgroupTile, subgroupProduct, subgroupTiles } from "./subgroupProduct.ts";
import { type WorkgroupTile, workgroupProduct, workgroupTiles } from "./workgroupProduct.ts";

/** Results that are computed together, by a subgroup or by a workgroup. */
export type ProductTile = SubgroupTile | WorkgroupTile;

/** Takes one of the tiles that fit a product, of which there is at least one; the first is the one that should be best. */
export type ChooseTile = (
  product: MatrixProduct,
  tiles: readonly ProductTile[],
  buffers: readonly BufferDecl[],
) => ProductTile;

/** The tiles that fit a product on a device; none where it is better computed like any other kernel. */
export function productTiles(product: MatrixProduct, tuning: Tuning): readonly ProductTile[] {
  const bySubgroup = subgroupTiles(product, tuning);
  return bySubgroup.length > 0 ? bySubgroup : workgroupTiles(product, tuning);
}

/** The product's shader. */
export function productShader(
  product: MatrixProduct,
  tile: ProductTile,
  buffers: readonly BufferDecl[],
  home: readonly number[],
): Shader {
  return tile.kind === "subgroup"
    ? subgroupProduct(product, tile, buffers, home)
    : workgroupProduct(product, tile, buffers, home);
}

/** `subgroup 16×8`, `workgroup 16×8`: the same text for the same tile. */
export const nameOfTile = (tile: ProductTile): string =>
  tile.kind === "subgroup" ? `subgroup ${tile.rows}×${tile.columns}` : `workgroup ${tile.side}×${tile.rows}`;

/** `1×512×256×784, right along depth, 1 stored`: products of one text take equally long, more or less. */
export function nameOfProduct({ batch, rows, columns, depth, left, right, kernel }: MatrixProduct): string {
  const along = [left, right].map((x, n) => (isContiguousAlongDepth(x) ? ["left", "right"][n] : "")).filter(Boolean);
  const layout = along.length === 0 ? "none" : along.join(" and ");
  return `${batch}×${rows}×${columns}×${depth}, ${layout} along depth, ${kernel.stores.length} stored`;
}
