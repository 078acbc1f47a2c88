/**
 * Tells the server what was heard: every 10 s, at a pause, at the end, and when the page goes.
 *
 * Each version listened to is a play of its own. Beats repeat everything known so far, so a lost
 * or doubled one does no harm. They are plain text without credentials: no preflight.
 */
import { newId } from "../kit/ids.ts";
import type { PlayerData } from "../kit/types.ts";
import type { Engine } from "./engine.ts";
import { covered, union, type Range } from "./ranges.ts";

const BEAT_MS = 10_000;
/** A jump longer than this between two ticks is a seek, not play. */
const JUMP_MS = 1500;
const COMPLETE = 0.9;

interface Play {
  readonly id: string;
  readonly version: string;
  readonly track: string;
  ticket: string;
  ranges: Range[];
  listened: number;
  sent: number;
}

export class Plays {
  #plays = new Map<string, Play>();
  #last: number | null = null;
  #beatAt = 0;

  constructor(
    private readonly engine: Engine,
    private readonly data: PlayerData,
  ) {
    engine.on("time", (ms) => this.#heard(ms));
    engine.on("seek", () => (this.#last = null));
    engine.on("switching", () => this.beat());
    engine.on("version", () => (this.#last = null));
    engine.on("state", (state) => this.#changed(state));
    addEventListener("pagehide", () => this.beat());
    document.addEventListener("visibilitychange", () => document.hidden && this.beat());
  }

  /** Send the present play if anything was heard since the last time. */
  beat(): void {
    this.#beatAt = performance.now();
    const play = this.#plays.get(this.engine.version.id);
    if (!play || play.listened === play.sent) return;
    play.sent = play.listened;
    this.#send(play);
  }

  #changed(state: string): void {
    if (state === "playing") {
      this.#last = this.engine.position;
      this.#beatAt ||= performance.now();
    } else if (state !== "loading") {
      this.beat();
    }
    // Played to the end: whatever comes next is another play.
    if (state === "ended") this.#plays.delete(this.engine.version.id);
  }

  #heard(ms: number): void {
    if (this.engine.state !== "playing") return;
    const from = this.#last;
    this.#last = ms;
    if (from === null || ms <= from || ms - from > JUMP_MS * this.engine.rate) return;
    const play = this.#present();
    if (!play) return;
    play.listened += ms - from;
    this.#extend(play, from, ms);
    if (performance.now() - this.#beatAt >= BEAT_MS) this.beat();
  }

  #extend(play: Play, from: number, to: number): void {
    const last = play.ranges[play.ranges.length - 1];
    if (last && from >= last[0] && from <= last[1]) {
      play.ranges[play.ranges.length - 1] = [last[0], Math.max(last[1], to)];
    } else {
      play.ranges.push([from, to]);
    }
  }

  #present(): Play | null {
    const { version, ticket } = this.engine;
    if (!ticket) return null;
    let play = this.#plays.get(version.id);
    if (!play) {
      const track = (version.track ?? this.data.track).id;
      play = { id: newId(), version: version.id, track, ticket, ranges: [], listened: 0, sent: 0 };
      this.#plays.set(version.id, play);
    }
    play.ticket = ticket;
    return play;
  }

  #send(play: Play): void {
    play.ranges = union(play.ranges);
    const body = JSON.stringify({
      play_id: play.id,
      ticket: play.ticket,
      track_id: play.track,
      version_id: play.version,
      ms_listened: Math.round(play.listened),
      ranges: play.ranges,
      completed: covered(play.ranges) >= COMPLETE * this.engine.duration,
      ctx: this.data.embed ? "embed" : "page",
    });
    const credentials = this.data.embed ? "omit" : "same-origin";
    const headers = { "Content-Type": "text/plain;charset=UTF-8" };
    const init: RequestInit = { method: "POST", body, headers, credentials, keepalive: true };
    fetch(this.data.urls.plays, init).catch(() => navigator.sendBeacon(this.data.urls.plays, body));
  }
}
