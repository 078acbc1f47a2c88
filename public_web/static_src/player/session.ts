/** Media keys, lock screens and headsets, through the Media Session API. */
import type { Engine } from "./engine.ts";
import type { PlayerData } from "../kit/types.ts";

const RESTART_AFTER_MS = 3000;
const STEP_MS = 10_000;
/** Our JPEGs, and the sizes platforms ask for that each of them serves. */
const SIZES = { "200": "96x96 192x192 200x200", "500": "256x256 384x384 500x500", "1000": "512x512 1000x1000" };

export class Session {
  constructor(
    private readonly engine: Engine,
    private readonly data: PlayerData,
  ) {
    if (!("mediaSession" in navigator)) return;
    this.#describe();
    this.#answer();
    engine.on("version", () => this.#describe());
    engine.on("state", (state) => this.#stateIs(state));
    for (const name of ["seek", "rate", "version"] as const) engine.on(name, () => this.#place());
    addEventListener("pagehide", () => this.#clear());
  }

  #describe(): void {
    const { version } = this.engine;
    const track = version.track ?? this.data.track;
    const artwork = Object.entries(SIZES).flatMap(([key, sizes]) => {
      const src = (track.artwork ?? this.data.track.artwork)?.[key as keyof typeof SIZES];
      return src ? [{ src: new URL(src, location.href).href, sizes, type: "image/jpeg" }] : [];
    });
    navigator.mediaSession.metadata = new MediaMetadata({
      title: version.primary || version.track ? track.title : `${track.title} (${version.label})`,
      artist: track.artist.name,
      album: version.track ? this.data.track.title : (track.album ?? track.artist.name),
      artwork,
    });
  }

  #answer(): void {
    const { engine } = this;
    const step = (details: MediaSessionActionDetails): number =>
      details.seekOffset ? details.seekOffset * 1000 : STEP_MS;
    const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
      ["play", () => void engine.play()],
      ["pause", () => engine.pause()],
      ["stop", () => { engine.pause(); engine.seek(0); }],
      ["seekbackward", (details) => engine.nudge(-step(details))],
      ["seekforward", (details) => engine.nudge(step(details))],
      ["seekto", ({ seekTime }) => seekTime !== undefined && engine.seek(seekTime * 1000)],
      ["previoustrack", () => engine.position > RESTART_AFTER_MS && engine.seek(0)],
    ];
    for (const [action, handler] of handlers) this.#handle(action, handler);
  }

  #handle(action: MediaSessionAction, handler: MediaSessionActionHandler): void {
    try {
      navigator.mediaSession.setActionHandler(action, handler);
    } catch {
      // This browser does not know the action.
    }
  }

  #stateIs(state: string): void {
    const playing = state === "playing" || state === "loading";
    navigator.mediaSession.playbackState = playing ? "playing" : state === "idle" ? "none" : "paused";
    this.#place();
  }

  #place(): void {
    const duration = this.engine.duration / 1000;
    if (!duration) return;
    const position = Math.min(this.engine.position / 1000, duration);
    navigator.mediaSession.setPositionState({ duration, position, playbackRate: this.engine.rate });
  }

  #clear(): void {
    navigator.mediaSession.metadata = null;
    navigator.mediaSession.playbackState = "none";
  }
}
