/**
 * The instructions that the backend uses. Codes above 0xff are a prefix byte and a number of 16 bits behind it.
 *
 * @see https://webassembly.github.io/spec/core/binary/instructions.html
 */
export type ValueType = "i32" | "f32" | "f64" | "v128";

/** Instructions whose operands are values on the stack, with at most a lane number behind. */
export const operations = {
  "i32.eqz": 0x45,
  "i32.eq": 0x46,
  "i32.ne": 0x47,
  "i32.lt_s": 0x48,
  "i32.lt_u": 0x49,
  "i32.gt_s": 0x4a,
  "i32.gt_u": 0x4b,
  "i32.le_s": 0x4c,
  "i32.le_u": 0x4d,
  "i32.ge_s": 0x4e,
  "i32.ge_u": 0x4f,
  "i32.clz": 0x67,
  "i32.popcnt": 0x69,
  "i32.add": 0x6a,
  "i32.sub": 0x6b,
  "i32.mul": 0x6c,
  "i32.div_s": 0x6d,
  "i32.div_u": 0x6e,
  "i32.rem_s": 0x6f,
  "i32.rem_u": 0x70,
  "i32.and": 0x71,
  "i32.or": 0x72,
  "i32.xor": 0x73,
  "i32.shl": 0x74,
  "i32.shr_s": 0x75,
  "i32.shr_u": 0x76,
  "i32.trunc_sat_f32_s": 0xfc0000,
  "i32.trunc_sat_f32_u": 0xfc0001,
  "i32.reinterpret_f32": 0xbc,

  "f32.eq": 0x5b,
  "f32.ne": 0x5c,
  "f32.lt": 0x5d,
  "f32.gt": 0x5e,
  "f32.le": 0x5f,
  "f32.ge": 0x60,
  "f32.abs": 0x8b,
  "f32.neg": 0x8c,
  "f32.ceil": 0x8d,
  "f32.floor": 0x8e,
  "f32.trunc": 0x8f,
  "f32.nearest": 0x90,
  "f32.sqrt": 0x91,
  "f32.add": 0x92,
  "f32.sub": 0x93,
  "f32.mul": 0x94,
  "f32.div": 0x95,
  "f32.min": 0x96,
  "f32.max": 0x97,
  "f32.copysign": 0x98,
  "f32.convert_i32_s": 0xb2,
  "f32.convert_i32_u": 0xb3,
  "f32.demote_f64": 0xb6,
  "f32.reinterpret_i32": 0xbe,
  "f64.eq": 0x61,
  "f64.lt": 0x63,
  "f64.ge": 0x66,
  "f64.trunc": 0x9d,
  "f64.add": 0xa0,
  "f64.sub": 0xa1,
  "f64.mul": 0xa2,
  "f64.div": 0xa3,
  "f64.promote_f32": 0xbb,

  "i32x4.splat": 0xfd0011,
  "f32x4.splat": 0xfd0013,
  "i32x4.extract_lane": 0xfd001b,
  "i32x4.replace_lane": 0xfd001c,
  "f32x4.extract_lane": 0xfd001f,
  "f32x4.replace_lane": 0xfd0020,
  "f64x2.extract_lane": 0xfd0021,
  "i32x4.eq": 0xfd0037,
  "i32x4.ne": 0xfd0038,
  "i32x4.lt_s": 0xfd0039,
  "i32x4.lt_u": 0xfd003a,
  "i32x4.gt_s": 0xfd003b,
  "i32x4.gt_u": 0xfd003c,
  "i32x4.le_s": 0xfd003d,
  "i32x4.le_u": 0xfd003e,
  "i32x4.ge_s": 0xfd003f,
  "i32x4.ge_u": 0xfd0040,
  "f32x4.eq": 0xfd0041,
  "f32x4.ne": 0xfd0042,
  "f32x4.lt": 0xfd0043,
  "f32x4.gt": 0xfd0044,
  "f32x4.le": 0xfd0045,
  "f32x4.ge": 0xfd0046,
  "v128.not": 0xfd004d,
  "v128.and": 0xfd004e,
  "v128.andnot": 0xfd004f,
  "v128.or": 0xfd0050,
  "v128.xor": 0xfd0051,
  "v128.bitselect": 0xfd0052,
  "f32x4.demote_f64x2_zero": 0xfd005e,
  "f64x2.promote_low_f32x4": 0xfd005f,
  "i8x16.popcnt": 0xfd0062,
  "f32x4.ceil": 0xfd0067,
  "f32x4.floor": 0xfd0068,
  "f32x4.trunc": 0xfd0069,
  "f32x4.nearest": 0xfd006a,
  "i16x8.extadd_pairwise_i8x16_u": 0xfd007d,
  "i32x4.extadd_pairwise_i16x8_u": 0xfd007f,
  "i32x4.abs": 0xfd00a0,
  "i32x4.neg": 0xfd00a1,
  "i32x4.shl": 0xfd00ab,
  "i32x4.shr_s": 0xfd00ac,
  "i32x4.shr_u": 0xfd00ad,
  "i32x4.add": 0xfd00ae,
  "i32x4.sub": 0xfd00b1,
  "i32x4.mul": 0xfd00b5,
  "i32x4.min_s": 0xfd00b6,
  "i32x4.min_u": 0xfd00b7,
  "i32x4.max_s": 0xfd00b8,
  "i32x4.max_u": 0xfd00b9,
  "f32x4.abs": 0xfd00e0,
  "f32x4.neg": 0xfd00e1,
  "f32x4.sqrt": 0xfd00e3,
  "f32x4.add": 0xfd00e4,
  "f32x4.sub": 0xfd00e5,
  "f32x4.mul": 0xfd00e6,
  "f32x4.div": 0xfd00e7,
  "f32x4.min": 0xfd00e8,
  "f32x4.max": 0xfd00e9,
  "f32x4.pmin": 0xfd00ea,
  "f32x4.pmax": 0xfd00eb,
  "f64x2.add": 0xfd00f0,
  "i32x4.trunc_sat_f32x4_s": 0xfd00f8,
  "i32x4.trunc_sat_f32x4_u": 0xfd00f9,
  "f32x4.convert_i32x4_s": 0xfd00fa,
  "f32x4.convert_i32x4_u": 0xfd00fb,
  "f32x4.relaxed_madd": 0xfd0105,
} as const;

export type OperationName = keyof typeof operations;

const comparison = /\.(eqz?|ne|[lg][te](_[su])?)$/;
const types = new Map<OperationName, ValueType>();

/** The type of an instruction's result. */
export function resultType(name: OperationName): ValueType {
  let type = types.get(name);
  if (!type) types.set(name, (type = findType(name)));
  return type;
}

function findType(name: OperationName): ValueType {
  const scalar = name.slice(0, 3) as ValueType;
  if (name.endsWith("extract_lane")) return scalar;
  if (/^(v128|[if]\d+x)/.test(name)) return "v128";
  return comparison.test(name) ? "i32" : scalar;
}

/** Loads and stores; those ending in `_lane` have a lane number behind. */
export const accesses = {
  "i32.load": 0x28,
  "f32.load": 0x2a,
  "i32.store": 0x36,
  "f32.store": 0x38,
  "v128.load": 0xfd0000,
  "v128.load32_splat": 0xfd0009,
  "v128.store": 0xfd000b,
  "v128.load32_lane": 0xfd0056,
  "v128.store32_lane": 0xfd005a,
  "v128.load32_zero": 0xfd005c,
} as const;

export type AccessName = keyof typeof accesses;

/** The type of what an access loads or stores. */
export function accessType(name: AccessName): ValueType {
  return name.startsWith("v128") ? "v128" : (name.slice(0, 3) as ValueType);
}

/** Logarithm of the natural alignment in bytes. */
export function alignmentOf(name: AccessName): number {
  return name === "v128.load" || name === "v128.store" ? 4 : 2;
}
