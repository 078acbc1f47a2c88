/**
 * The embed's control interface over postMessage, with the event names of the SoundCloud widget.
 *
 * Commands (from the embedding page to the frame), as an object or as its JSON text:
 *   {method: "play" | "pause" | "toggle"}
 *   {method: "seekTo", value: milliseconds}      {method: "setVolume", value: 0..100}
 *   {method: "getPosition" | "getDuration" | "getVolume" | "isPaused", id?: anything}
 *
 * Answers and events (from the frame to the page) are objects:
 *   {source: "acetate", event: "READY" | "PLAY" | "PAUSE" | "SEEK" | "FINISH" | "PLAY_PROGRESS",
 *    data: {currentPosition, relativePosition, duration}}            positions in milliseconds
 *   {source: "acetate", method: "getPosition", id, value}            the answer to a question
 *
 * READY comes once. PLAY_PROGRESS comes about four times a second during play.
 */
import type { Engine, State } from "../player/engine.ts";

const PROGRESS_MS = 250;

interface Command {
  readonly method: string;
  readonly value?: unknown;
  readonly id?: unknown;
}

function command(message: unknown): Command | null {
  let told = message;
  try {
    if (typeof told === "string") told = JSON.parse(told);
  } catch {
    return null;
  }
  if (typeof told !== "object" || told === null || !("method" in told)) return null;
  return typeof told.method === "string" ? (told as Command) : null;
}

const EVENTS: Partial<Record<State, string>> = { playing: "PLAY", paused: "PAUSE", ended: "FINISH" };

export class Widget {
  #progressAt = 0;
  #last: string | null = null;

  constructor(private readonly engine: Engine) {
    if (parent === window) return;
    addEventListener("message", (event) => {
      const told = event.source === parent ? command(event.data) : null;
      if (told) this.#obey(told);
    });
    engine.on("state", (state) => this.#stateIs(state));
    engine.on("seek", () => this.#tell("SEEK"));
    engine.on("time", () => this.#progress());
    this.#tell("READY");
  }

  #obey({ method, value, id }: Command): void {
    const { engine } = this;
    const number = typeof value === "number" && Number.isFinite(value) ? value : null;
    const acts: Record<string, () => void> = {
      play: () => void engine.play(),
      pause: () => engine.pause(),
      toggle: () => engine.toggle(),
      seekTo: () => number !== null && engine.seek(number),
      setVolume: () => number !== null && engine.setVolume(number / 100),
    };
    const answers: Record<string, () => unknown> = {
      getPosition: () => engine.position,
      getDuration: () => engine.duration,
      getVolume: () => Math.round(engine.volume * 100),
      isPaused: () => !engine.playing,
    };
    if (Object.hasOwn(acts, method)) acts[method]?.();
    else if (Object.hasOwn(answers, method)) this.#post({ method, id, value: answers[method]?.() });
  }

  #stateIs(state: State): void {
    const event = EVENTS[state];
    if (!event || event === this.#last) return;
    this.#last = event;
    this.#tell(event);
  }

  #progress(): void {
    const now = performance.now();
    if (this.engine.state !== "playing" || now - this.#progressAt < PROGRESS_MS) return;
    this.#progressAt = now;
    this.#tell("PLAY_PROGRESS");
  }

  #tell(event: string): void {
    const { position, duration } = this.engine;
    const relativePosition = duration ? position / duration : 0;
    this.#post({ event, data: { currentPosition: position, relativePosition, duration } });
  }

  /** Any page may embed and listen: nothing secret is said. */
  #post(message: object): void {
    parent.postMessage({ source: "acetate", ...message }, "*");
  }
}
