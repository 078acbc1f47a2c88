/** The share sheet: a link that may carry a track's moment and version, and the embed code. */
import { all, find } from "../kit/dom.ts";
import { clock } from "../kit/time.ts";
import type { PlayerData } from "../kit/types.ts";
import type { Engine } from "../player/engine.ts";
import { announce } from "./notices.ts";

const HEIGHTS: Readonly<Record<string, number>> = { strip: 80, compact: 166, card: 450 };

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

async function copy(field: HTMLInputElement | HTMLTextAreaElement, button: HTMLElement): Promise<void> {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // plain http has no clipboard interface
  }
  button.dataset["done"] = "";
  announce("Copied");
  setTimeout(() => delete button.dataset["done"], 1800);
}

export function bindShare(engine: Engine, data: PlayerData): void {
  const sheet = find<HTMLDialogElement>("[data-sheet=share]");
  if (sheet) new Share(sheet, engine, data);
}

class Share {
  readonly #sheet: HTMLDialogElement;

  constructor(
    sheet: HTMLDialogElement,
    private readonly engine: Engine,
    private readonly data: PlayerData,
  ) {
    this.#sheet = sheet;
    sheet.addEventListener("change", () => this.#write());
    find("[data-open=share]")?.addEventListener("click", () => this.#write());
    for (const button of all("[data-copy]", sheet)) {
      const field = find<HTMLInputElement>(`[name=${button.dataset["copy"]}]`, sheet);
      if (field) button.addEventListener("click", () => void copy(field, button));
    }
  }

  #write(): void {
    const label = find("[data-share-time]", this.#sheet);
    if (label) label.textContent = clock(this.engine.position);
    this.#put("link", this.#link());
    this.#put("code", this.#code());
  }

  #put(name: string, value: string): void {
    const field = find<HTMLInputElement>(`[name=${name}]`, this.#sheet);
    if (field) field.value = value;
  }

  #checked(name: string): boolean {
    return find<HTMLInputElement>(`[name=${name}]`, this.#sheet)?.checked ?? false;
  }

  #moment(url: URL): URL {
    const { secret } = this.data;
    if (secret) url.searchParams.set("s", secret);
    if (this.data.queue) return url;
    if (!this.engine.version.primary) url.searchParams.set("v", this.engine.version.id);
    const seconds = Math.floor(this.engine.position / 1000);
    if (this.#checked("with_time") && seconds > 0) url.searchParams.set("t", String(seconds));
    return url;
  }

  #link(): string {
    return this.#moment(new URL(this.data.track.url, location.href)).href;
  }

  #code(): string {
    const { track } = this.data;
    const chosen = find<HTMLInputElement>("[name=size]:checked", this.#sheet)?.value ?? "compact";
    const kind = this.data.queue ? "release" : "track";
    const url = this.#moment(new URL(`/embed/${kind}/${track.id}`, location.href));
    const title = escaped(`${track.title} by ${track.artist.name}`);
    return (
      `<iframe src="${escaped(url.href)}" width="100%" height="${HEIGHTS[chosen] ?? 166}" ` +
      `title="${title}" loading="lazy" frameborder="0" allow="autoplay; encrypted-media" ` +
      `sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>`
    );
  }
}
