/**
 * The player without any interface: one position, several versions, one of them sounding.
 *
 *   idle -> loading -> playing <-> paused -> ended
 *              |          |
 *              +-- problem (words; play tries again)
 */
import { Emitter } from "../kit/emitter.ts";
import { RequestError } from "../kit/fetch.ts";
import type { PlayerData, Version } from "../kit/types.ts";
import { handOver } from "./handover.ts";
import { gains, linear, together } from "./loudness.ts";
import { Output } from "./output.ts";
import { blocked, lost, notReady, type Problem } from "./problems.ts";
import { Pool } from "./pool.ts";
import type { Voice } from "./voice.ts";

export type State = "idle" | "loading" | "playing" | "paused" | "ended" | "problem";

export interface Loop {
  readonly from: number;
  readonly to: number | null;
}

interface Events extends Record<string, unknown> {
  state: State;
  /** Milliseconds, about 60 times a second during play. */
  time: number;
  seek: number;
  version: Version;
  switching: Version | null;
  problem: Problem | null;
  rate: number;
  volume: { readonly volume: number; readonly muted: boolean };
  loop: Loop | null;
  normalise: boolean;
}

const SPEEDS = { min: 0.5, max: 2 } as const;

export class Engine extends Emitter<Events> {
  state: State = "idle";
  version: Version;
  rate = 1;
  loop: Loop | null = null;
  normalise = false;
  readonly #output = new Output();
  readonly #pool: Pool;
  #voice: Voice | null = null;
  /** Where to begin once there is a voice, in seconds. */
  #start: number;
  #frame = 0;
  #gains: Map<string, number>;
  #switch: Promise<void> = Promise.resolve();

  constructor(
    private readonly data: PlayerData,
    first: Version,
  ) {
    super();
    this.version = first;
    this.#start = data.start_ms / 1000;
    this.#gains = this.#matched(null);
    this.#pool = new Pool(data, this.#output, (voice) => this.#listenTo(voice));
    addEventListener("offline", () => this.#starving());
  }

  get #ready(): Version[] {
    return this.data.versions.filter((version) => version.status === "ready");
  }

  /** Versions of a track are compared; tracks of a release keep what lies between them. */
  #matched(target: number | null): Map<string, number> {
    return (this.data.queue ? together : gains)(this.#ready, target);
  }

  /** Milliseconds. */
  get position(): number {
    return Math.round((this.#voice ? this.#voice.position : this.#start) * 1000);
  }

  get duration(): number {
    const heard = this.#voice?.element.duration;
    const known = this.version.duration_ms ?? this.data.track.duration_ms;
    return known ?? (heard && Number.isFinite(heard) ? Math.round(heard * 1000) : 0);
  }

  get playing(): boolean {
    return this.state === "playing" || this.state === "loading";
  }

  get volume(): number {
    return this.#output.volume;
  }

  get muted(): boolean {
    return this.#output.muted;
  }

  get ticket(): string | null {
    return this.#pool.keeper(this.version).ticket;
  }

  async play(): Promise<void> {
    if (this.version.status !== "ready") return this.#fail(notReady(this.version));
    if (this.state === "problem") this.#drop();
    this.emit("problem", null);
    this.#set("loading");
    this.#output.wake();
    try {
      const voice = this.#voice ?? (await this.#open(this.version));
      if (this.state === "loading") await voice.play();
    } catch (error) {
      this.#refused(error);
    }
  }

  pause(): void {
    this.#set("paused");
    this.#pool.pauseAll();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else void this.play();
  }

  seek(ms: number): void {
    const seconds = Math.min(Math.max(0, ms), Math.max(0, this.duration - 20)) / 1000;
    if (this.#voice) this.#voice.seek(seconds);
    else this.#start = seconds;
    if (this.state === "ended") this.#set("paused");
    this.emit("seek", Math.round(seconds * 1000));
    this.emit("time", Math.round(seconds * 1000));
  }

  nudge(ms: number): void {
    this.seek(this.position + ms);
  }

  setRate(rate: number): void {
    this.rate = Math.min(SPEEDS.max, Math.max(SPEEDS.min, Math.round(rate * 100) / 100));
    this.#voice?.setRate(this.rate);
    this.emit("rate", this.rate);
  }

  setVolume(volume: number, muted = false): void {
    this.#output.setVolume(volume, muted);
    this.emit("volume", { volume: this.volume, muted: this.muted });
  }

  setLoop(loop: Loop | null): void {
    this.loop = loop;
    this.emit("loop", loop);
  }

  setNormalise(on: boolean): void {
    this.normalise = on;
    this.#gains = this.#matched(on ? this.data.target_lufs : null);
    if (this.#voice) this.#output.setGain(this.#voice.element, this.#gain(this.version));
    this.emit("normalise", on);
  }

  /** Begin another track of a queue at its start; without `play` it goes on as it was. */
  async goTo(version: Version, play = this.playing): Promise<void> {
    this.emit("switching", version);
    this.#pool.pauseAll();
    this.#voice = null;
    this.#start = 0;
    this.setLoop(null);
    this.version = version;
    this.#set("paused");
    this.emit("problem", null);
    this.emit("switching", null);
    this.emit("version", version);
    this.emit("time", 0);
    if (play) await this.play();
  }

  /** Fetch the beginning of what comes next, so that it follows without a pause. */
  prepare(version: Version): void {
    if (version.status !== "ready") return;
    const voice = this.#pool.voice(version);
    if (!voice.loaded) voice.load(0).catch(() => this.#pool.forget(voice));
  }

  /** Go on with another version at the same place; one switch after the other. */
  switchTo(version: Version): Promise<void> {
    this.#switch = this.#switch.then(() => this.#switchNow(version)).catch(() => undefined);
    return this.#switch;
  }

  async #switchNow(version: Version): Promise<void> {
    if (version.id === this.version.id) return;
    if (version.status !== "ready") return this.#fail(notReady(version));
    const from = this.#voice;
    if (!from) return this.#become(version, null);
    this.emit("switching", version);
    const to = this.#pool.voice(version);
    try {
      await handOver(from, to, {
        output: this.#output,
        gain: this.#gain(version),
        rate: this.rate,
      });
      this.#become(version, to);
    } catch (error) {
      this.#pool.forget(to);
      this.#refused(error);
    } finally {
      this.emit("switching", null);
    }
  }

  #become(version: Version, voice: Voice | null): void {
    this.#voice = voice;
    this.version = version;
    this.#pool.trim(voice);
    this.emit("version", version);
    this.emit("time", this.position);
  }

  async #open(version: Version): Promise<Voice> {
    const voice = this.#pool.voice(version);
    this.#voice = voice;
    this.#output.setGain(voice.element, this.#gain(version));
    voice.setRate(this.rate);
    if (voice.loaded) voice.seek(this.#start);
    else await voice.load(this.#start);
    this.#pool.trim(voice);
    return voice;
  }

  #listenTo(voice: Voice): void {
    voice.onProblem = (problem) => this.#voiceFailed(voice, problem);
    const mine = (act: () => void) => () => {
      if (voice === this.#voice) act();
    };
    const { element } = voice;
    element.addEventListener("playing", mine(() => this.#sounding()));
    element.addEventListener("waiting", mine(() => this.#starving()));
    element.addEventListener("timeupdate", mine(() => this.#tick()));
    element.addEventListener("ended", mine(() => this.#ended()));
    element.addEventListener("pause", mine(() => this.#paused(element)));
  }

  #gain(version: Version): number {
    return linear(this.#gains.get(version.id) ?? 0);
  }

  #sounding(): void {
    this.emit("problem", null);
    this.#set("playing");
    cancelAnimationFrame(this.#frame);
    const frame = (): void => {
      this.#tick();
      if (this.state === "playing") this.#frame = requestAnimationFrame(frame);
    };
    this.#frame = requestAnimationFrame(frame);
  }

  /** No sound comes in; being offline passes by itself, and is said. */
  #starving(): void {
    const dry = (this.#voice?.element.readyState ?? 0) < HTMLMediaElement.HAVE_FUTURE_DATA;
    if (!this.playing || !dry) return;
    this.#set("loading");
    if (!navigator.onLine) this.emit("problem", lost("offline"));
  }

  #tick(): void {
    const { loop, position } = this;
    if (loop?.to && position >= loop.to && this.playing) this.seek(loop.from);
    this.emit("time", this.position);
  }

  #ended(): void {
    if (this.loop) {
      this.seek(this.loop.from);
      void this.#voice?.play();
      return;
    }
    this.emit("time", this.duration);
    this.#set("ended");
  }

  #paused(element: HTMLAudioElement): void {
    if (this.playing && !element.ended) this.#set("paused"); // by the system, not by us
  }

  #refused(error: unknown): void {
    if (error instanceof DOMException && error.name === "NotAllowedError") {
      this.emit("problem", blocked);
      return this.#set("paused");
    }
    this.#fail(lost(error instanceof RequestError ? error.trouble : null));
  }

  #voiceFailed(voice: Voice, problem: Problem): void {
    if (voice !== this.#voice) return;
    if (problem.passing) this.emit("problem", problem);
    else this.#fail(problem);
  }

  #fail(problem: Problem): void {
    this.#set("problem");
    this.#pool.pauseAll();
    this.emit("problem", problem);
  }

  /** Start afresh at the same place: what we had is broken. */
  #drop(): void {
    if (!this.#voice) return;
    this.#start = this.#voice.position || this.#start;
    this.#pool.forget(this.#voice);
    this.#voice = null;
  }

  #set(state: State): void {
    if (this.state === state) return;
    this.state = state;
    this.emit("state", state);
  }
}
