/**
 * Functions that a shader brings along where WGSL leaves open, or decides otherwise, what the kernel language promises.
 *
 * WGSL lets a compiler assume that NaN and infinities do not occur, so nothing here finds NaN by arithmetic: it is a question
 * about bits. (https://www.w3.org/TR/WGSL/#differences-from-ieee754)
 */
const functions = {
  // Compilers take x·0 for 0, x + 0 for x, and infinities for impossible, where they see such constants; so they must not see them.
  fromBits: `var<private> hidden: u32; // 0
fn fromBits(bits: u32) -> f32 { return bitcast<f32>(bits | hidden); }`,

  isNan: "fn isNan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }",

  // Equal numbers differ at most in the sign of zero: and keeps −0 only if both are, or if one is.
  maxF32: `fn maxF32(x: f32, y: f32) -> f32 {
  let larger = select(max(x, y), bitcast<f32>(bitcast<u32>(x) & bitcast<u32>(y)), x == y);
  return select(larger, select(y, x, isNan(x)), isNan(x) || isNan(y));
}`,
  minF32: `fn minF32(x: f32, y: f32) -> f32 {
  let smaller = select(min(x, y), bitcast<f32>(bitcast<u32>(x) | bitcast<u32>(y)), x == y);
  return select(smaller, select(y, x, isNan(x)), isNan(x) || isNan(y));
}`,

  // The exact remainder, bit by bit: WGSL's own % loses it where x / y is large. A number is fraction · 2^exponent, 24 bits long.
  remF32: `fn remF32(x: f32, y: f32) -> f32 {
  let sign = bitcast<u32>(x) & 0x80000000u;
  let a = bitcast<u32>(x) & 0x7fffffffu;
  let b = bitcast<u32>(y) & 0x7fffffffu;
  if (b == 0u || b > 0x7f800000u || a >= 0x7f800000u) { return fromBits(0x7fc00000u); }
  if (a < b) { return x; }
  var rest = fraction24(a);
  var exponent = exponent24(a);
  let divisor = fraction24(b);
  let last = exponent24(b);
  loop {
    if (rest >= divisor) { rest -= divisor; }
    if (exponent == last || rest == 0u) { break; }
    rest <<= 1u;
    exponent -= 1;
  }
  if (rest == 0u) { return bitcast<f32>(sign); }
  let shift = countLeadingZeros(rest) - 8u;
  rest <<= shift;
  exponent -= i32(shift);
  if (exponent < 1) { return bitcast<f32>(sign | (rest >> u32(1 - exponent))); }
  return bitcast<f32>(sign | (u32(exponent) << 23u) | (rest & 0x7fffffu));
}`,
  fraction24: `fn fraction24(bits: u32) -> u32 {
  if (bits >= 0x800000u) { return (bits & 0x7fffffu) | 0x800000u; }
  return bits << (countLeadingZeros(bits) - 8u);
}`,
  exponent24: `fn exponent24(bits: u32) -> i32 {
  if (bits >= 0x800000u) { return i32(bits >> 23u); }
  return 9 - i32(countLeadingZeros(bits));
}`,

  divI32: "fn divI32(x: i32, y: i32) -> i32 { return select(x / y, -1, y == 0); }",
  divU32: "fn divU32(x: u32, y: u32) -> u32 { return select(x / y, 0xffffffffu, y == 0u); }",
  remI32: "fn remI32(x: i32, y: i32) -> i32 { return select(x % y, x, y == 0); }",
  remU32: "fn remU32(x: u32, y: u32) -> u32 { return select(x % y, x, y == 0u); }",

  // WGSL takes the shift modulo 32.
  shl: "fn shl(x: u32, n: u32) -> u32 { return select(x << (n & 31u), 0u, n > 31u); }",
  shrLogical: "fn shrLogical(x: u32, n: u32) -> u32 { return select(x >> (n & 31u), 0u, n > 31u); }",
  shrArith: "fn shrArith(x: i32, n: u32) -> i32 { return x >> min(n, 31u); }",

  toI32: `fn toI32(x: f32) -> i32 {
  if (isNan(x)) { return 0; }
  if (x >= 2147483648.0f) { return 2147483647; }
  if (x <= -2147483648.0f) { return i32(-2147483648); }
  return i32(x);
}`,
  toU32: `fn toU32(x: f32) -> u32 {
  if (isNan(x) || x <= 0.0f) { return 0u; }
  if (x >= 4294967296.0f) { return 0xffffffffu; }
  return u32(x);
}`,
} as const;

/** The helpers that a text calls, those that they call included, callees first. */
export function helpersOf(text: string): readonly string[] {
  const found = new Map<string, string>();
  const visit = (caller: string): void => {
    for (const [name, source] of Object.entries(functions)) {
      if (found.has(name) || source === caller || !new RegExp(`\\b${name}\\(`).test(caller)) continue;
      visit(source);
      found.set(name, source);
    }
  };
  visit(text);
  return [...found.values()];
}
