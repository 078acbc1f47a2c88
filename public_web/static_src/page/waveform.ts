/**
 * The waveform: drawn by wavesurfer.js from our peaks, and a slider to scrub on.
 *
 * wavesurfer.js gets a silent element of its own: sound belongs to the engine, which may swap
 * elements at any time.
 */
import WaveSurfer from "wavesurfer.js/dist/wavesurfer.js";
import { credentials } from "../kit/data.ts";
import { find, say } from "../kit/dom.ts";
import { clock, spoken } from "../kit/time.ts";
import type { PlayerData, Version } from "../kit/types.ts";
import type { Engine } from "../player/engine.ts";
import { drawAxis } from "./axis.ts";
import { fetchPeaks, type Peaks } from "./peaks.ts";

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -5000,
  ArrowDown: -5000,
  ArrowRight: 5000,
  ArrowUp: 5000,
  PageDown: -30_000,
  PageUp: 30_000,
};

export class Waveform {
  readonly #surface: HTMLElement;
  readonly #hint: HTMLElement | null;
  readonly #wave: WaveSurfer;
  readonly #cache = new Map<string, Promise<Peaks>>();
  #scrubbing = false;

  constructor(
    root: ParentNode,
    private readonly engine: Engine,
    private readonly data: PlayerData,
  ) {
    const surface = find("[data-seek]", root);
    const canvas = find("[data-wave]", root);
    if (!surface || !canvas) throw new Error("the player has no waveform");
    this.#surface = surface;
    this.#hint = find("[data-hint]", root);
    this.#wave = this.#create(canvas);
    this.#listen();
    engine.on("time", (ms) => this.#show(ms));
    engine.on("version", (version) => void this.#load(version));
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => this.recolour());
    document.addEventListener("acetate:theme", () => this.recolour());
    void this.#load(engine.version);
    drawAxis(root, surface, engine);
    this.#show(engine.position);
  }

  /** Take the colours of the present theme. */
  recolour(): void {
    this.#wave.setOptions(this.#colours());
  }

  #colours(): { waveColor: string; progressColor: string[]; cursorColor: string } {
    const styles = getComputedStyle(this.#surface);
    const colour = (name: string): string => styles.getPropertyValue(name).trim();
    return {
      waveColor: colour("--wave-rest"),
      progressColor: [colour("--wave-top"), colour("--wave-bottom")],
      cursorColor: colour("--wave-cursor"),
    };
  }

  #create(container: HTMLElement): WaveSurfer {
    return WaveSurfer.create({
      container,
      media: document.createElement("audio"),
      height: "auto",
      barWidth: 2,
      barGap: 1,
      barRadius: 2,
      barMinHeight: 2,
      cursorWidth: 2,
      interact: false,
      hideScrollbar: true,
      peaks: [[0, 0]],
      duration: this.#seconds(),
      ...this.#colours(),
    });
  }

  #seconds(): number {
    return Math.max(0.01, this.engine.duration / 1000);
  }

  async #load(version: Version): Promise<void> {
    const points = this.data.embed ? 600 : 1200;
    let peaks = this.#cache.get(version.id);
    if (!peaks) {
      peaks = fetchPeaks(version, points, credentials(this.data));
      this.#cache.set(version.id, peaks);
    }
    try {
      await this.#wave.load("", await peaks, this.#seconds());
      this.#surface.toggleAttribute("data-empty", !version.waveform_url && !version.peaks);
    } catch {
      this.#cache.delete(version.id); // no picture is no reason to stop the sound
      this.#surface.toggleAttribute("data-empty", true);
    }
    this.#show(this.engine.position);
  }

  #listen(): void {
    const surface = this.#surface;
    surface.addEventListener("pointerdown", (event) => this.#grab(event));
    surface.addEventListener("pointermove", (event) => this.#move(event));
    surface.addEventListener("pointerup", (event) => this.#release(event));
    surface.addEventListener("pointercancel", () => this.#let());
    surface.addEventListener("pointerleave", () => this.#hint?.setAttribute("hidden", ""));
    surface.addEventListener("keydown", (event) => this.#key(event));
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#surface.setPointerCapture(event.pointerId);
    this.#scrubbing = true;
    this.#draw(this.#at(event));
  }

  #move(event: PointerEvent): void {
    const ms = this.#at(event);
    if (this.#hint && event.pointerType !== "touch") {
      this.#hint.hidden = false;
      say(this.#hint, clock(ms));
      this.#hint.style.setProperty("--at", String(ms / (this.engine.duration || 1)));
    }
    if (this.#scrubbing) this.#draw(ms);
  }

  #release(event: PointerEvent): void {
    if (!this.#scrubbing) return;
    this.#let();
    this.engine.seek(this.#at(event));
  }

  #let(): void {
    this.#scrubbing = false;
  }

  #key(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step !== undefined) this.engine.nudge(step);
    else if (event.key === "Home") this.engine.seek(0);
    else if (event.key === "End") this.engine.seek(this.engine.duration);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #at(event: PointerEvent): number {
    const box = this.#surface.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return Math.round(share * this.engine.duration);
  }

  #show(ms: number): void {
    if (!this.#scrubbing) this.#draw(ms);
  }

  #draw(ms: number): void {
    this.#wave.setTime(ms / 1000);
    const { duration } = this.engine;
    const surface = this.#surface;
    const now = String(Math.floor(ms / 1000));
    if (surface.getAttribute("aria-valuenow") === now) return;
    surface.setAttribute("aria-valuenow", now);
    surface.setAttribute("aria-valuemax", String(Math.floor(duration / 1000)));
    surface.setAttribute("aria-valuetext", `${spoken(ms)} of ${spoken(duration)}`);
  }
}
