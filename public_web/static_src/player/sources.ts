/** Which of the granted sources this browser can play, in the order to try them. */
import type { Grant, Source } from "../kit/types.ts";

export type Way = "mse" | "native" | "file";

export interface Choice {
  readonly way: Way;
  readonly source: Source;
  readonly url: string;
}

export interface Abilities {
  /** Null where there are no Media Source Extensions at all. */
  readonly buffer: ((mime: string) => boolean) | null;
  readonly element: (mime: string) => boolean;
}

interface SourceType {
  isTypeSupported(mime: string): boolean;
}

const HLS = "application/vnd.apple.mpegurl";

export function abilities(): Abilities {
  const scope = globalThis as { MediaSource?: SourceType; ManagedMediaSource?: SourceType };
  const media = scope.ManagedMediaSource ?? scope.MediaSource;
  const probe = document.createElement("audio");
  return {
    buffer: media ? (mime) => media.isTypeSupported(mime) : null,
    element: (mime) => probe.canPlayType(mime) !== "",
  };
}

/**
 * MSE before native HLS: Chromium answers "maybe" for HLS and would play it without our renewal.
 * Native HLS only where MSE is absent; whole files last.
 */
export function choose(grant: Grant, can: Abilities): Choice[] {
  const { buffer } = can;
  const streams = grant.sources.filter((source) => source.kind === "hls");
  const files = grant.sources.filter((source) => source.kind === "file");
  const choices: Choice[] = [];
  if (buffer) {
    const good = streams.filter((source) => buffer(source.mime));
    choices.push(...good.map((source): Choice => ({ way: "mse", source, url: source.url })));
  } else if (can.element(HLS)) {
    // One codec at a time: a master with several lets Chromium switch codecs, which breaks it.
    const good = streams.filter((source) => can.element(source.mime));
    choices.push(...good.map((source): Choice => ({ way: "native", source, url: source.url })));
  }
  const playable = files.filter((source) => can.element(source.mime));
  return [...choices, ...playable.map((source): Choice => ({ way: "file", source, url: source.url }))];
}
