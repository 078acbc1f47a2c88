/** The buttons of the player: every [data-act] and what it does. */
import { all, find, recall, remember, say } from "../kit/dom.ts";
import { clock } from "../kit/time.ts";
import type { Engine } from "../player/engine.ts";
import { fetchLibrary } from "../player/stream.ts";

const JUMP_MS = 10_000;
const SHORTEST_LOOP_MS = 300;

type Action = (engine: Engine) => void;

/** A, then B, then off. */
export function cycleLoop(engine: Engine): void {
  const { loop, position } = engine;
  if (!loop) engine.setLoop({ from: position, to: null });
  else if (loop.to === null && position - loop.from >= SHORTEST_LOOP_MS) {
    engine.setLoop({ from: loop.from, to: position });
  } else engine.setLoop(null);
}

export const actions: Readonly<Record<string, Action>> = {
  toggle: (engine) => engine.toggle(),
  back: (engine) => engine.nudge(-JUMP_MS),
  forward: (engine) => engine.nudge(JUMP_MS),
  mute: (engine) => engine.setVolume(engine.volume, !engine.muted),
  loop: cycleLoop,
  normalise: (engine) => engine.setNormalise(!engine.normalise),
};

export class Controls {
  constructor(
    private readonly root: HTMLElement,
    private readonly engine: Engine,
  ) {
    for (const button of all("[data-act]", root)) {
      const act = actions[button.dataset["act"] ?? ""];
      if (act) button.addEventListener("click", () => act(engine));
    }
    for (const sign of ["pointerenter", "focusin", "touchstart"]) {
      const fetch = (): void => void fetchLibrary().catch(() => undefined);
      root.addEventListener(sign, fetch, { once: true, passive: true });
    }
    this.#speed();
    this.#volume();
    this.#time();
    this.#loop();
    this.#state();
    this.#normalise();
    root.dataset["live"] = "";
  }

  #state(): void {
    const buttons = all("[data-act=toggle]", this.root);
    const show = (): void => {
      this.root.dataset["state"] = this.engine.state;
      for (const button of buttons) {
        button.setAttribute("aria-label", this.engine.playing ? "Pause" : "Play");
      }
    };
    this.engine.on("state", show);
    show();
  }

  #time(): void {
    const [now, whole] = [find("[data-now]", this.root), find("[data-whole]", this.root)];
    this.engine.on("time", (ms) => say(now, clock(ms)));
    this.engine.on("version", () => say(whole, clock(this.engine.duration)));
    say(now, clock(this.engine.position));
    say(whole, clock(this.engine.duration));
  }

  #speed(): void {
    const choice = find<HTMLSelectElement>("[data-speed]", this.root);
    if (!choice) return;
    choice.addEventListener("change", () => this.engine.setRate(Number(choice.value)));
    this.engine.on("rate", (rate) => (choice.value = String(rate)));
    choice.value = "1";
  }

  #volume(): void {
    const slider = find<HTMLInputElement>("[data-volume]", this.root);
    const button = find("[data-act=mute]", this.root);
    if (slider) {
      slider.addEventListener("input", () => this.engine.setVolume(Number(slider.value) / 100));
    }
    this.engine.on("volume", ({ volume, muted }) => {
      const percent = muted ? 0 : Math.round(volume * 100);
      if (slider) {
        slider.value = String(percent);
        slider.setAttribute("aria-valuetext", `${percent} percent`);
        slider.style.setProperty("--at", String(percent / 100));
      }
      button?.setAttribute("aria-pressed", String(muted));
      remember("volume", String(volume));
    });
    const kept = recall("volume");
    this.engine.setVolume(kept === null ? 1 : Number(kept) || 0);
  }

  #loop(): void {
    const button = find("[data-act=loop]", this.root);
    const region = find("[data-region]", this.root);
    const words = find("[data-loop-words]", this.root);
    this.engine.on("loop", (loop) => {
      const whole = this.engine.duration || 1;
      button?.setAttribute("aria-pressed", String(loop !== null));
      const step = loop === null ? "Set loop start" : loop.to === null ? "Set loop end" : "Clear loop";
      button?.setAttribute("aria-label", step);
      say(words, loop === null ? "" : `${clock(loop.from)} – ${loop.to ? clock(loop.to) : "…"}`);
      if (!region) return;
      region.hidden = loop === null;
      region.style.setProperty("--from", String((loop?.from ?? 0) / whole));
      region.style.setProperty("--to", String((loop?.to ?? loop?.from ?? 0) / whole));
    });
  }

  #normalise(): void {
    const button = find("[data-act=normalise]", this.root);
    if (!button) return;
    this.engine.on("normalise", (on) => {
      button.setAttribute("aria-pressed", String(on));
      remember("normalise", on ? "1" : "0");
    });
    if (recall("normalise") === "1") this.engine.setNormalise(true);
  }
}
