/**
 * From one version to another at the same place, without a gap.
 *
 * The new voice is buffered a little ahead, started silently, brought into step by a slightly
 * different speed that nobody hears, and only then faded in over the old one.
 */
import { pause } from "../kit/dom.ts";
import type { Output } from "./output.ts";
import type { Voice } from "./voice.ts";

const LEAD_S = 0.6;
const IN_STEP_S = 0.012;
const NUDGE_S = 0.25;
/** Further apart than this a seek is quicker than a nudge; a seek takes about START_S. */
const FAR_S = 0.3;
const START_S = 0.1;
const MAX_NUDGE = 0.25;
const TRIES = 8;
const FADE_MS = 60;

async function bringIntoStep(from: Voice, to: Voice): Promise<void> {
  const rate = from.element.playbackRate;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    await pause(80); // the clock of a media element settles after each change of speed
    const drift = (to.position - from.position) / rate;
    if (Math.abs(drift) < IN_STEP_S || from.element.paused) break;
    if (Math.abs(drift) > FAR_S) {
      to.seek(from.position + START_S * rate);
      await to.ready();
      continue;
    }
    const nudge = Math.max(-MAX_NUDGE, Math.min(MAX_NUDGE, drift / NUDGE_S));
    to.element.playbackRate = rate * (1 - nudge);
    await pause(Math.abs(drift / nudge) * 1000);
    to.element.playbackRate = rate;
  }
  to.element.playbackRate = rate;
}

/** Leaves `to` sounding (or paused at the same place) with gain `gain`, and `from` paused. */
export async function handOver(
  from: Voice,
  to: Voice,
  { output, gain }: { output: Output; gain: number },
): Promise<void> {
  const { element } = from;
  to.element.playbackRate = element.playbackRate;
  const lead = element.paused ? 0 : LEAD_S * element.playbackRate;
  const target = from.position + lead;
  if (to.loaded) to.seek(target);
  else await to.load(target);
  if (element.paused) {
    output.setGain(to.element, gain);
    return;
  }
  output.setGain(to.element, 0);
  await to.ready();
  if (from.position < to.position) {
    await pause(((to.position - from.position) / element.playbackRate) * 1000);
  } else {
    to.seek(from.position + START_S);
  }
  await to.play();
  await bringIntoStep(from, to);
  output.setGain(from.element, 0);
  output.setGain(to.element, gain);
  await pause(FADE_MS);
  element.pause();
}
