/** UUID version 7 (RFC 9562, section 5.7), also where crypto.randomUUID is missing (plain http). */
export function newId(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let stamp = now;
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = stamp % 256;
    stamp = Math.floor(stamp / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
