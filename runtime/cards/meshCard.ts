/** How meshes and shardings show themselves: a grid of devices, and which of them have which part of an array. */
import {
  type AbstractMesh,
  Mesh,
  NamedSharding,
  type PartitionSpec,
  type Sharding,
  SingleDeviceSharding,
} from "../sharding/index.ts";
import { namesAt, partAlong, partsAlong, placeOf } from "../sharding/parts.ts";
import { card, head, type Shown, table } from "./card.ts";
import { Html, html, type Part } from "./html.ts";
import { grouped } from "./numbers.ts";

/** Larger meshes are not drawn. */
const mostDevices = 256;

/** A mesh as a grid: its last axis across, those before it down. */
export function meshCard(mesh: AbstractMesh): Shown {
  const { axisNames, axisSizes, axisTypes } = mesh;
  const facts = axisNames.map(
    (name, i) => html`${name} <b>${axisSizes[i]}</b> ${axisTypes[i] === "Auto" ? "" : axisTypes[i]}`,
  );
  const title = head(mesh instanceof Mesh ? "Mesh" : "AbstractMesh", facts.length > 0 ? facts : ["no axes"]);
  return card([title, axisNames.length > 0 ? drawn(mesh, devicesOf) : undefined]);
}

function devicesOf(mesh: AbstractMesh): Html {
  const { axisNames, axisSizes, size } = mesh;
  const columns = axisSizes.at(-1)!;
  const cells = Array.from({ length: size / columns }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const device = row * columns + column;
      return cell([deviceName(mesh, device)], device, size);
    }),
  );
  const rowNames = cells.map((_, row) =>
    placeOf(row, axisSizes.slice(0, -1))
      .map((at, i) => `${axisNames[i]} ${at}`)
      .join(", "),
  );
  const columnNames = Array.from({ length: columns }, (_, column) => `${axisNames.at(-1)} ${column}`);
  return grid(cells, rowNames, columnNames);
}

/** A drawing, where there are not too many devices for one. */
function drawn(mesh: AbstractMesh, draw: (mesh: AbstractMesh) => Html): Html {
  return mesh.size > mostDevices ? html`<div class="q">${grouped(mesh.size)} devices</div>` : draw(mesh);
}

/** A sharding: the parts of an array, and which devices have each. */
export function shardingCard(sharding: Sharding): Shown {
  if (sharding instanceof SingleDeviceSharding) {
    return card(head("SingleDeviceSharding", [html`all of an array on <b>${String(sharding.device)}</b>`]));
  }
  if (!(sharding instanceof NamedSharding)) return {};
  const { mesh, spec } = sharding;
  const title = head("NamedSharding", [
    html`<span class="m">${String(spec)}</span>`,
    mesh.axisNames.map((name, i) => html`${i > 0 ? ", " : ""}${name} <b>${mesh.axisSizes[i]}</b>`),
  ]);
  if (sharding.isFullyReplicated) return card([title, html`<div class="q">every device has all of the array</div>`]);
  return card([title, spec.length <= 2 ? drawn(mesh, () => partsOf(mesh, spec)) : axesOf(spec, mesh)]);
}

/** A drawing of the parts of an array with one or two cut axes; undefined where there is nothing to draw. */
export function partsDrawing(sharding: Sharding): Html | undefined {
  if (!(sharding instanceof NamedSharding) || sharding.isFullyReplicated || sharding.spec.length > 2) return undefined;
  return drawn(sharding.mesh, () => partsOf(sharding.mesh, sharding.spec));
}

/** A spec: along which mesh axes each axis of an array is cut. */
export function specCard(spec: PartitionSpec): Shown {
  return card([
    head("PartitionSpec", [html`<span class="m">${String(spec)}</span>`]),
    spec.length > 0 ? axesOf(spec) : undefined,
  ]);
}

function axesOf(spec: PartitionSpec, mesh?: AbstractMesh): Html {
  const rows = [...spec].map((_, axis): Part[] => {
    const names = namesAt(spec, axis);
    const parts = mesh && names.length > 0 ? ` into ${partsAlong(names, mesh)}` : "";
    if (spec.at(axis) !== null && names.length === 0) return [`axis ${axis}`, "left to the compiler"];
    return [`axis ${axis}`, names.length > 0 ? html`cut${parts} along <b>${names.join(", ")}</b>` : "whole"];
  });
  return table([], rows, 2);
}

/** The array as a box of parts, with the devices that have each. */
function partsOf(mesh: AbstractMesh, spec: PartitionSpec): Html {
  const rows = spec.length > 1 ? partsAlong(namesAt(spec, 0), mesh) : 1;
  const across = spec.length - 1; // a vector lies across
  const columns = partsAlong(namesAt(spec, across), mesh);
  const owners = Array.from({ length: rows * columns }, (): string[] => []);
  for (let device = 0; device < mesh.size; device++) {
    const at = placeOf(device, mesh.axisSizes);
    const row = rows > 1 ? partAlong(namesAt(spec, 0), mesh, at) : 0;
    owners[row * columns + partAlong(namesAt(spec, across), mesh, at)]!.push(deviceName(mesh, device));
  }
  const cells = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) =>
      cell(owners[row * columns + column]!, row * columns + column, rows * columns),
    ),
  );
  return grid(cells, [], []);
}

function deviceName(mesh: AbstractMesh, n: number): string {
  const device = mesh instanceof Mesh ? mesh.devices[n] : undefined;
  return device ? String(device) : String(n);
}

function cell(devices: readonly string[], n: number, count: number): Html {
  const hue = new Html(String(Math.round((360 * n) / Math.max(count, 1))));
  return html`<td style="background:hsl(${hue} 55% 50%/.28);border:1px solid var(--line);padding:4px 10px;text-align:center!important">${devices.join(" ")}</td>`;
}

function grid(cells: readonly (readonly Html[])[], rowNames: readonly string[], columnNames: readonly string[]): Html {
  const hasRowNames = rowNames.some((name) => name !== "");
  const corner = hasRowNames ? html`<th></th>` : undefined;
  const top =
    columnNames.length > 0 ? html`<tr>${corner}${columnNames.map((name) => html`<th>${name}</th>`)}</tr>` : undefined;
  const body = cells.map((row, i) => html`<tr>${hasRowNames ? html`<th>${rowNames[i]}</th>` : undefined}${row}</tr>`);
  return html`<table>${top}${body}</table>`;
}
