/** Positions as people write, read and hear them. All numbers are milliseconds. */
const two = (value: number): string => String(value).padStart(2, "0");

/** 83000 -> "1:23", 3723000 -> "1:02:03". */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

const counted = (value: number, unit: string): string =>
  value === 0 ? "" : `${value} ${unit}${value === 1 ? "" : "s"}`;

/** 83000 -> "1 minute 23 seconds". */
export function spoken(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [
    counted(Math.floor(seconds / 3600), "hour"),
    counted(Math.floor(seconds / 60) % 60, "minute"),
    counted(seconds % 60, "second"),
  ];
  return parts.filter(Boolean).join(" ") || "0 seconds";
}

/** "83", "1:23", "1:02:03", "1m23s" -> milliseconds; null when it is no time. */
export function parseClock(text: string): number | null {
  const clean = text.trim().toLowerCase();
  const units = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(clean);
  if (clean && units) {
    const [h, m, s] = units.slice(1).map((part) => Number(part ?? 0));
    return Math.round(((h ?? 0) * 3600 + (m ?? 0) * 60 + (s ?? 0)) * 1000);
  }
  if (!/^\d+(:[0-5]?\d){1,2}(\.\d+)?$/.test(clean)) return null;
  const total = clean.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round(total * 1000);
}

/** The position asked for by `#t=1:23`, null without one. */
export function fromHash(hash: string): number | null {
  const asked = new URLSearchParams(hash.replace(/^#/, "")).get("t");
  return asked === null ? null : parseClock(asked);
}
