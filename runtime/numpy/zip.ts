/** Zip archives of files that are not compressed, as `numpy.savez` writes them. */

/** A file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const [localHeader, centralHeader, endOfArchive] = [0x04034b50, 0x02014b50, 0x06054b50];
/** 1 January 1980, the first day that archives know. */
const date = 0x21;

/** The bytes of an archive. */
export function writeZip(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const text = new TextEncoder().encode(name);
    const about = [20, 0, 0, 0, date] as const; // version, flags, method: stored, time, date
    const sizes = [crc32(bytes), bytes.length, bytes.length] as const;
    const header = words([localHeader], about, sizes, [text.length, 0]);
    parts.push(header, text, bytes);
    directory.push(words([centralHeader], [20, ...about], sizes, [text.length, 0, 0, 0, 0], [0, offset]), text);
    offset += header.length + text.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = words([endOfArchive], [0, 0, entries.length, entries.length], [size, offset], [0]);
  return joined([...parts, ...directory, end]);
}

/** Lists of numbers in turns: of 32 bits, of 16, of 32, and so on. */
function words(...groups: readonly (readonly number[])[]): Uint8Array {
  const bytes: number[] = [];
  groups.forEach((group, k) => {
    for (const x of group)
      for (let shift = 0; shift < (k % 2 === 0 ? 32 : 16); shift += 8) bytes.push((x >>> shift) & 255);
  });
  return Uint8Array.from(bytes);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** The files of an archive. Throws `TypeError` for what is no archive, and for compressed files. */
export function readZip(archive: Uint8Array): ZipEntry[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  let end = archive.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== endOfArchive) end--;
  if (end < 0) throw new TypeError("Cannot read this archive: it has no end; it is no zip file, or not whole");
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let k = view.getUint16(end + 10, true); k > 0; k--) {
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true)) as [
      number,
      number,
      number,
    ];
    const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameLength));
    if (view.getUint16(at + 10, true) !== 0)
      throw new TypeError(
        `Cannot read ${name}: it is compressed; write the archive with numpy.savez, not savez_compressed`,
      );
    const own = view.getUint32(at + 42, true);
    const start = own + 30 + view.getUint16(own + 26, true) + view.getUint16(own + 28, true);
    const bytes = archive.slice(start, start + view.getUint32(at + 24, true));
    if (crc32(bytes) !== view.getUint32(at + 16, true))
      throw new TypeError(`Cannot read ${name}: its checksum is wrong; the file is damaged`);
    entries.push({ name, bytes });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** The checksum of zip files. */
function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = table[(c ^ byte) & 255]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
