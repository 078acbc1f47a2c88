/**
 * Comments on the timeline: one dot each, with a preview on hover and focus.
 *
 * The dots are one tab stop; arrow keys go from comment to comment.
 */
import { all, find, say } from "../kit/dom.ts";
import { clock } from "../kit/time.ts";
import type { Engine } from "../player/engine.ts";

const HUES = 8;
const MOST = 300;
/** Pixels that a dot with a letter needs for itself. */
const ROOM_PX = 20;

export interface Remark {
  readonly id: string;
  readonly atMs: number;
  readonly name: string;
  readonly text: string;
}

/** The same colour for the same person, everywhere. */
export function hue(handle: string): number {
  return [...handle].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)!) % 9973, 7) % HUES;
}

/** What the list on the page already says. */
export function remarks(list: ParentNode): Remark[] {
  const author = (item: HTMLElement): HTMLElement | null =>
    find(":scope > .said > .by [data-slot=name]", item); // none once it is deleted
  const items = all("[data-comment][data-at]", list).filter(author);
  return items.slice(0, MOST).map((item) => ({
    id: item.dataset["comment"] ?? "",
    atMs: Number(item.dataset["at"]),
    name: author(item)?.textContent?.trim() ?? "",
    text: find("[data-slot=body]", item)?.textContent?.trim() ?? "",
  }));
}

export class Markers {
  #dots: HTMLButtonElement[] = [];

  constructor(
    private readonly rail: HTMLElement,
    private readonly engine: Engine,
    private readonly onOpen: (id: string) => void,
  ) {
    rail.addEventListener("keydown", (event) => this.#walk(event));
    engine.on("time", (ms) => this.#light(ms));
    new ResizeObserver(() => this.#crowd()).observe(rail);
  }

  show(list: readonly Remark[]): void {
    const sorted = [...list].sort((a, b) => a.atMs - b.atMs);
    this.#dots = sorted.map((remark) => this.#dot(remark));
    this.rail.replaceChildren(...this.#dots);
    this.rail.hidden = sorted.length === 0;
    if (this.#dots[0]) this.#dots[0].tabIndex = 0;
    this.#crowd();
  }

  #crowd(): void {
    this.rail.toggleAttribute("data-crowded", this.#dots.length * ROOM_PX > this.rail.clientWidth);
  }

  #dot(remark: Remark): HTMLButtonElement {
    const dot = document.createElement("button");
    const share = remark.atMs / (this.engine.duration || 1);
    dot.type = "button";
    dot.className = `marker hue-${hue(remark.name)}`;
    dot.tabIndex = -1;
    dot.dataset["marker"] = remark.id;
    dot.dataset["at"] = String(remark.atMs);
    dot.style.setProperty("--at", String(Math.min(1, share)));
    dot.toggleAttribute("data-late", share > 0.6);
    dot.setAttribute("aria-label", `${remark.name} at ${clock(remark.atMs)}: ${remark.text}`);
    dot.append(this.#initial(remark), this.#card(remark));
    dot.addEventListener("click", () => this.onOpen(remark.id));
    return dot;
  }

  #initial(remark: Remark): HTMLElement {
    const mark = document.createElement("span");
    mark.className = "initial";
    mark.textContent = [...remark.name][0]?.toUpperCase() ?? "?";
    return mark;
  }

  #card(remark: Remark): HTMLElement {
    const card = document.createElement("span");
    card.className = "peek";
    for (const [name, text] of [["who", remark.name], ["when", clock(remark.atMs)], ["what", remark.text]] as const) {
      const part = document.createElement("span");
      part.className = name;
      say(part, text);
      card.append(part);
    }
    return card;
  }

  #walk(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const index = this.#dots.indexOf(document.activeElement as HTMLButtonElement);
    const next = step === undefined ? undefined : this.#dots[index + step];
    if (index < 0 || !next) return;
    event.preventDefault();
    for (const dot of this.#dots) dot.tabIndex = dot === next ? 0 : -1;
    next.focus();
  }

  #light(ms: number): void {
    for (const dot of this.#dots) dot.toggleAttribute("data-past", Number(dot.dataset["at"]) <= ms);
  }
}
