/**
 * Gains that make versions equally loud without clipping.
 *
 * The common level is the wanted one, but never above what the version with the least headroom
 * can reach: lufs - true_peak is the loudness at which a version peaks at 0 dBTP.
 */
import type { Version } from "../kit/types.ts";

/** Silence measures -70 LUFS (ITU-R BS.1770 gate); there is nothing to match then. */
const SILENCE = -69;

function measured(version: Version): version is Version & { readonly lufs: number } {
  return version.lufs !== null && version.lufs > SILENCE;
}

/** Gain in dB per version id; `target` in LUFS normalises, null keeps the primary as it is. */
export function gains(versions: readonly Version[], target: number | null): Map<string, number> {
  const known = versions.filter(measured);
  const reference = known.find((version) => version.primary) ?? known[0];
  const result = new Map<string, number>(versions.map((version) => [version.id, 0]));
  if (!reference) return result;
  const ceiling = Math.min(...known.map((version) => version.lufs - (version.true_peak ?? 0)));
  const own = target === null ? reference.lufs : target;
  // A master that already overshoots 0 dBTP is played as it was made unless it must be matched.
  if (target === null && known.length === 1) return result;
  const level = Math.min(own, ceiling);
  for (const version of known) result.set(version.id, level - version.lufs);
  return result;
}

/** One gain in dB for all: the loudest comes to `target`, what lies between them stays. */
export function together(versions: readonly Version[], target: number | null): Map<string, number> {
  const known = versions.filter(measured);
  const loudest = Math.max(...known.map((version) => version.lufs));
  const peak = Math.max(...known.map((version) => version.true_peak ?? 0));
  const gain = target === null || !known.length ? 0 : Math.min(target - loudest, Math.max(0, -peak));
  return new Map(versions.map((version) => [version.id, gain]));
}

export function linear(decibels: number): number {
  return 10 ** (decibels / 20);
}
