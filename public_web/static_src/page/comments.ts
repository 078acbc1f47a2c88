/** Comments: time links that seek, posting and deleting without leaving the page. */
import { all, find } from "../kit/dom.ts";
import { askAsViewer } from "../kit/access.ts";
import { RequestError } from "../kit/fetch.ts";
import { clock, parseClock } from "../kit/time.ts";
import type { Comment, PlayerData } from "../kit/types.ts";
import type { Engine } from "../player/engine.ts";
import { hue, Markers, remarks } from "./markers.ts";
import { announce } from "./notices.ts";

export class Comments {
  readonly #markers: Markers | null;

  constructor(
    private readonly list: HTMLElement,
    private readonly engine: Engine,
    private readonly data: PlayerData,
  ) {
    const rail = find("[data-markers]");
    this.#markers = rail ? new Markers(rail, engine, (id) => this.#open(id)) : null;
    this.#markers?.show(remarks(list));
    document.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("submit", (event) => this.#submitted(event));
    this.#follow();
    for (const avatar of all("[data-hue-of]", list)) {
      avatar.classList.add(`hue-${hue(avatar.dataset["hueOf"] ?? "")}`);
    }
  }

  /** The time field shows where the sound is, until somebody writes into it. */
  #follow(): void {
    const field = find<HTMLInputElement>("[data-comment-form] [name=at]");
    const body = find<HTMLTextAreaElement>("[data-comment-form] [name=body]");
    if (!field || !body) return;
    let held = false;
    field.addEventListener("input", () => (held = true));
    body.addEventListener("input", () => (held = body.value !== ""));
    const show = (ms: number): void => {
      const shown = clock(ms);
      if (!held && field.value !== shown) field.value = shown;
    };
    this.engine.on("time", show);
    field.form?.addEventListener("reset", () => (held = false));
    show(this.engine.position);
  }

  #clicked(event: Event): void {
    const link = (event.target as Element).closest<HTMLElement>("a[data-seek-to]");
    if (!link || (event as MouseEvent).metaKey || (event as MouseEvent).ctrlKey) return;
    event.preventDefault();
    this.engine.seek(Number(link.dataset["seekTo"]));
    if (!this.engine.playing) void this.engine.play();
  }

  #submitted(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (form.matches("[data-comment-form]")) {
      event.preventDefault();
      void this.#guard(form, () => this.#post(form));
    } else if (form.matches("[data-delete-form]")) {
      event.preventDefault();
      void this.#guard(form, () => this.#delete(form));
    }
  }

  /** Runs once at a time, and says beside the form what went wrong; what was typed stays. */
  async #guard(form: HTMLFormElement, act: () => Promise<void>): Promise<void> {
    const button = find<HTMLButtonElement>("[type=submit]", form);
    const words = find("[data-form-problem]", form);
    if (button?.disabled) return;
    if (button) button.disabled = true;
    if (words) words.hidden = true;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const text = error.trouble === "denied" ? "Log in again to comment." : error.message;
      if (words) {
        words.textContent = [text, error.remedy].filter(Boolean).join(" ");
        words.hidden = false;
      }
      announce(text);
    } finally {
      if (button) button.disabled = false;
    }
  }

  /** Comments of an unlisted track need its secret. */
  #address(path = ""): string {
    const { secret, urls } = this.data;
    return `${urls.comments}${path}${secret ? `?s=${encodeURIComponent(secret)}` : ""}`;
  }

  #init(method: string, body?: unknown): RequestInit {
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (this.data.csrf) headers["X-CSRF-Token"] = this.data.csrf;
    const init: RequestInit = { method, headers, credentials: "same-origin" };
    return body === undefined ? init : { ...init, body: JSON.stringify(body) };
  }

  async #post(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    const text = (name: string): string => String(fields.get(name) ?? "").trim();
    const parent = text("parent_id") || null;
    const at = parseClock(text("at"));
    if (!parent && at === null) {
      throw new RequestError("refused", "The time must look like 1:23.");
    }
    const comment = await askAsViewer<Comment>(this.#address(), this.#init("POST", {
      track_id: this.data.track.id,
      version_id: this.engine.version.id,
      at_ms: at ?? Number(form.dataset["at"] ?? 0),
      body: text("body"),
      ...(parent ? { parent_id: parent } : {}),
    }));
    form.reset();
    form.closest("details")?.removeAttribute("open");
    this.#insert(comment);
  }

  #insert(comment: Comment): void {
    const template = find<HTMLTemplateElement>("#comment-template");
    const item = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    if (!item) return location.reload();
    this.#fill(item, comment);
    const parent = comment.parent_id && find(`[data-comment="${CSS.escape(comment.parent_id)}"]`);
    if (parent) find("[data-replies]", parent)?.append(item);
    else this.#place(item, comment.at_ms ?? 0);
    find("[data-no-comments]")?.remove();
    this.#count(1);
    this.#markers?.show(remarks(this.list));
    announce(comment.status === "held" ? "Your comment waits for approval" : "Comment posted");
  }

  #place(item: HTMLElement, atMs: number): void {
    const later = all("[data-comment]", this.list).find(
      (other) => other.parentElement === this.list && Number(other.dataset["at"]) > atMs,
    );
    this.list.insertBefore(item, later ?? null);
  }

  #fill(item: HTMLElement, comment: Comment): void {
    const at = comment.at_ms ?? 0;
    const slot = (name: string): HTMLElement | null => find(`[data-slot=${name}]`, item);
    item.id = `comment-${comment.id}`;
    item.dataset["comment"] = comment.id;
    if (comment.parent_id) {
      slot("reply")?.remove();
      delete item.dataset["at"]; // answers have no dot of their own on the timeline
    } else item.dataset["at"] = String(at);
    slot("avatar")?.classList.add(`hue-${hue(comment.author.name)}`);
    slot("avatar")!.textContent = [...comment.author.name][0]?.toUpperCase() ?? "?";
    slot("name")!.textContent = comment.author.name;
    slot("name")!.setAttribute("href", `/@${comment.author.handle}`);
    slot("body")!.innerHTML = comment.body_html; // sanitised by the server
    slot("held")!.hidden = comment.status !== "held";
    const time = slot("time") as HTMLAnchorElement;
    time.textContent = clock(at);
    time.dataset["seekTo"] = String(at);
    time.href = `?t=${Math.floor(at / 1000)}`;
    for (const field of all<HTMLInputElement>("[name=comment_id], [name=parent_id]", item)) {
      field.value = comment.id;
    }
    for (const form of all<HTMLFormElement>("form", item)) {
      form.dataset["at"] = String(at);
      form.action = form.action.replace("%7Bid%7D", comment.id).replace("{id}", comment.id);
    }
  }

  async #delete(form: HTMLFormElement): Promise<void> {
    const item = form.closest<HTMLElement>("[data-comment]");
    if (!item || !confirm("Delete this comment?")) return;
    const id = item.dataset["comment"] ?? "";
    await askAsViewer(this.#address(`/${id}`), this.#init("DELETE"));
    item.remove();
    this.#count(-1);
    this.#markers?.show(remarks(this.list));
    announce("Comment deleted");
  }

  #count(by: number): void {
    const label = find("[data-comment-count]");
    if (label) label.textContent = String(Number(label.textContent) + by);
  }

  #open(id: string): void {
    const item = find(`[data-comment="${CSS.escape(id)}"]`, this.list);
    if (!item) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.engine.seek(Number(item.dataset["at"]));
    item.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    for (const other of all("[data-lit]", this.list)) delete other.dataset["lit"];
    item.dataset["lit"] = "";
  }
}
