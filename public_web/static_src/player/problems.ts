/** What can go wrong while listening, in words for the listener. */
import type { Trouble } from "../kit/fetch.ts";
import type { Version } from "../kit/types.ts";

export interface Problem {
  readonly text: string;
  /** What the button beside the text does. */
  readonly remedy: "reload" | "retry" | null;
  /** Play goes on by itself once this has passed. */
  readonly passing: boolean;
  /** Nothing broke: it only takes its time. */
  readonly tone?: "wait";
}

const said = (text: string, remedy: Problem["remedy"], passing = false): Problem => ({
  text,
  remedy,
  passing,
});

/** No source is left, or the right to play could not be had. */
export function lost(trouble: Trouble | null): Problem {
  if (trouble === "offline" || !navigator.onLine) {
    return said("You are offline. Play goes on when the connection returns.", "retry", true);
  }
  if (trouble === "gone") return said("This track is no longer available here.", "reload");
  if (trouble === "denied") return said("This link has expired. Reload the page.", "reload");
  if (trouble === "server") return said("The server has trouble. Try again in a moment.", "retry");
  return said("This browser cannot play the track.", "retry");
}

export function notReady(version: Version): Problem {
  if (version.status === "failed") {
    return said(`${version.label} could not be processed. The artist has been told why.`, null);
  }
  const text = `${version.label} is still being prepared. Reload in a minute.`;
  return { ...said(text, "reload"), tone: "wait" };
}

export const blocked: Problem = said("Press play to start the sound.", null);
