/** Single-key shortcuts; they rest while somebody types, and can be switched off (WCAG 2.1.4). */
import { find, isTyping, recall, remember } from "../kit/dom.ts";
import type { PlayerData } from "../kit/types.ts";
import type { Engine } from "../player/engine.ts";
import { actions, cycleLoop } from "./controls.ts";

const SPEED_STEP = 0.25;
const VOLUME_STEP = 0.05;
const ARROW_MS = 5000;

type Key = (engine: Engine) => void;

const louder = (by: number): Key => (engine) =>
  engine.setVolume(engine.volume + by, engine.muted && by < 0);

const keys: Readonly<Record<string, Key>> = {
  " ": (engine) => engine.toggle(),
  k: (engine) => engine.toggle(),
  j: (engine) => actions["back"]?.(engine),
  l: (engine) => actions["forward"]?.(engine),
  m: (engine) => actions["mute"]?.(engine),
  a: cycleLoop,
  n: (engine) => actions["normalise"]?.(engine),
  "[": (engine) => engine.setRate(engine.rate - SPEED_STEP),
  "]": (engine) => engine.setRate(engine.rate + SPEED_STEP),
  ArrowLeft: (engine) => engine.nudge(-ARROW_MS),
  ArrowRight: (engine) => engine.nudge(ARROW_MS),
  ArrowUp: louder(VOLUME_STEP),
  ArrowDown: louder(-VOLUME_STEP),
};

/** Space and arrows belong to the control that has the focus, if it uses them. */
function taken(event: KeyboardEvent): boolean {
  const { target, key } = event;
  if (isTyping(target) || !(target instanceof HTMLElement)) return isTyping(target);
  if (key === " ") return target.matches("button, summary, input, [role=button]");
  return key.startsWith("Arrow") && target.matches("input, [role=slider], [data-marker]");
}

function pick(key: string, data: PlayerData): Key | undefined {
  const version = /^[1-9]$/.test(key) ? data.versions[Number(key) - 1] : undefined;
  if (version && data.queue) return (engine) => void engine.goTo(version, true);
  if (version) return (engine) => void engine.switchTo(version);
  return keys[key.length === 1 ? key.toLowerCase() : key];
}

export function bindHotkeys(engine: Engine, data: PlayerData): void {
  const sheet = find<HTMLDialogElement>("[data-sheet=keys]");
  const toggle = find<HTMLInputElement>("[data-hotkeys]");
  let on = recall("hotkeys") !== "0";
  if (toggle) {
    toggle.checked = on;
    toggle.addEventListener("change", () => {
      on = toggle.checked;
      remember("hotkeys", on ? "1" : "0");
    });
  }
  document.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (taken(event)) return;
    if (event.key === "?" && sheet) return sheet.showModal();
    const act = pick(event.key, data);
    if (!act) return;
    event.preventDefault();
    act(engine);
  });
}
