/**
 * The ladder to climb when a stream breaks.
 *
 *   network: renew the grant and go on -> next source
 *   media:   recover -> swap codec and recover -> next source
 *
 * Each rung may be used again after half a minute of undisturbed play.
 */
export type Rung = "renew" | "recover" | "swap" | "next";

const CALM_MS = 30_000;

export class Ladder {
  #network = 0;
  #media = 0;
  #last = 0;

  /** The next thing to try for a fatal error of this kind. */
  climb(kind: "network" | "media" | "other", now: number): Rung {
    if (now - this.#last > CALM_MS) this.#network = this.#media = 0;
    this.#last = now;
    if (kind === "network") return this.#network++ === 0 ? "renew" : "next";
    if (kind === "other") return "next";
    return (["recover", "swap"] as const)[this.#media++] ?? "next";
  }

  reset(): void {
    this.#network = this.#media = this.#last = 0;
  }
}
