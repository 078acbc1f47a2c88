/**
 * From one version to another at the same place, without a gap.
 *
 * The new voice is buffered a little ahead, started silently, brought into step by a slightly
 * different speed that nobody hears, and only then faded in over the old one. The listener may
 * seek or pause meanwhile: each step looks again at where the old voice is.
 */
import { pause } from "../kit/dom.ts";
import type { Output } from "./output.ts";
import type { Voice } from "./voice.ts";

/** How far ahead to buffer, in seconds of listening; a seek within the buffer takes START_S. */
const LEAD_S = 0.6;
const START_S = 0.1;
const IN_STEP_S = 0.012;
const SETTLE_MS = 80;
const NUDGE_S = 0.25;
const MAX_NUDGE = 0.25;
/** Further apart than this a seek is quicker than a nudge. */
const FAR_S = 0.3;
const TRIES = 8;
const FADE_MS = 60;

/** Wait until the old voice comes to where the new one is ready. */
async function meet(from: Voice, to: Voice, rate: number): Promise<void> {
  const ahead = (to.position - from.position) / rate;
  if (ahead > 0 && ahead < 2 * LEAD_S) return pause(ahead * 1000);
  to.seek(from.position + START_S * rate);
  await to.ready();
}

async function bringIntoStep(from: Voice, to: Voice, rate: number): Promise<void> {
  for (let attempt = 0; attempt < TRIES && !from.element.paused; attempt += 1) {
    await pause(SETTLE_MS); // the clock of a media element settles after each change of speed
    const drift = (to.position - from.position) / rate;
    if (Math.abs(drift) < IN_STEP_S) break;
    if (Math.abs(drift) > FAR_S) {
      to.seek(from.position + START_S * rate);
      await to.ready();
      continue;
    }
    const nudge = Math.max(-MAX_NUDGE, Math.min(MAX_NUDGE, drift / NUDGE_S));
    to.setRate(rate * (1 - nudge));
    await pause(Math.abs(drift / nudge) * 1000);
    to.setRate(rate);
  }
}

/** Leaves `to` sounding with `gain`, or paused if `from` is, and `from` paused. */
export async function handOver(
  from: Voice,
  to: Voice,
  { output, gain, rate }: { output: Output; gain: number; rate: number },
): Promise<void> {
  const target = from.position + (from.element.paused ? 0 : LEAD_S * rate);
  if (to.loaded) to.seek(target);
  else await to.load(target);
  to.setRate(rate);
  output.setGain(to.element, 0);
  if (!from.element.paused) {
    await to.ready();
    await meet(from, to, rate);
    if (!from.element.paused) await to.play();
    await bringIntoStep(from, to, rate);
  }
  if (from.element.paused) {
    to.element.pause();
    to.seek(from.position);
    output.setGain(to.element, gain);
    return;
  }
  output.setGain(from.element, 0);
  output.setGain(to.element, gain);
  await pause(FADE_MS);
  from.element.pause();
}
