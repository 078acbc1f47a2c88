/** Fetches the waveform of a version and brings it into the shape wavesurfer.js draws. */
import { ask } from "../kit/fetch.ts";
import type { Version, WaveformData } from "../kit/types.ts";

/** Upper and lower halves, 0 to 1, scaled so that the highest peak nearly fills the height. */
export type Peaks = [upper: number[], lower: number[]];

const FLAT: Peaks = [[0, 0], [0, 0]];

export function shape(waveform: WaveformData): Peaks {
  const { data } = waveform;
  const highest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!highest) return FLAT;
  const upper: number[] = [];
  const lower: number[] = [];
  for (let index = 0; index + 1 < data.length; index += 2) {
    lower.push(Math.max(0, -(data[index] ?? 0)) / highest);
    upper.push(Math.max(0, data[index + 1] ?? 0) / highest);
  }
  return [upper, lower];
}

export async function fetchPeaks(
  version: Version,
  points: number,
  credentials: RequestCredentials,
): Promise<Peaks> {
  if (version.peaks) return shape(version.peaks);
  if (!version.waveform_url) return FLAT;
  const url = new URL(version.waveform_url, location.href);
  url.searchParams.set("points", String(points));
  return shape(await ask<WaveformData>(url.href, { credentials }));
}
