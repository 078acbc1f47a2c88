/**
 * One version in one audio element, whatever way it is played.
 *
 * Sources are tried in the order of `choose`; a source that dies is followed by the next at the
 * same position. When none is left the voice reports a problem in words.
 */
import { once } from "../kit/dom.ts";
import type { Version } from "../kit/types.ts";
import type { GrantKeeper } from "./grants.ts";
import { lost, type Problem } from "./problems.ts";
import { abilities, choose, type Choice } from "./sources.ts";
import { Stream } from "./stream.ts";

const READY_MS = 15_000;
/** Reloads of a whole file or native stream before the next source; counted anew after a while. */
const FILE_RELOADS = 3;
const CALM_MS = 30_000;

export class Voice {
  readonly element = document.createElement("audio");
  #choices: Choice[] = [];
  #choice: Choice | null = null;
  #stream: Stream | null = null;
  #reloads = 0;
  #reloadedAt = 0;
  #closed = false;
  onProblem: (problem: Problem) => void = () => undefined;

  constructor(
    readonly version: Version,
    private readonly keeper: GrantKeeper,
  ) {
    this.element.preload = "auto";
    this.element.crossOrigin = "anonymous";
    this.element.hidden = true;
    this.element.dataset["version"] = version.id;
    this.element.preservesPitch = true;
    this.element.addEventListener("error", () => void this.#elementFailed());
    document.body.append(this.element);
    this.element.load(); // within a gesture this lifts the browser's lock on later play()
  }

  /** Seconds. */
  get position(): number {
    return this.element.currentTime;
  }

  get loaded(): boolean {
    return this.#choice !== null;
  }

  /** Begin fetching at `at` seconds. */
  async load(at: number): Promise<void> {
    const grant = await this.keeper.current();
    this.#choices = choose(grant, abilities());
    await this.#next(at);
  }

  /** Wait until there is sound at the present position. */
  async ready(): Promise<void> {
    const { element } = this;
    while (element.seeking || element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) {
      await once(element, ["canplay", "seeked", "canplaythrough"], READY_MS);
    }
  }

  /** Kept over loads, which set an element back to its default speed. */
  setRate(rate: number): void {
    this.element.defaultPlaybackRate = rate;
    this.element.playbackRate = rate;
  }

  async play(): Promise<void> {
    // A whole file is fetched by the browser itself: after a long pause its URL may have died.
    if (this.#choice?.way !== "mse" && this.keeper.expired) await this.#reload();
    try {
      await this.element.play();
    } catch (error) {
      // Paused again before it could start: that is what was asked for.
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    }
  }

  seek(seconds: number): void {
    this.element.currentTime = seconds;
  }

  close(): void {
    this.#closed = true;
    this.#stream?.close();
    this.element.pause();
    this.element.removeAttribute("src");
    this.element.load();
    this.element.remove();
  }

  async #next(at: number): Promise<void> {
    this.#stream?.close();
    this.#stream = null;
    this.#choice = this.#choices.shift() ?? null;
    if (!this.#choice) return this.onProblem(lost(this.keeper.trouble));
    if (this.#choice.way !== "mse") return this.#openFile(this.#choice.url, at);
    this.#stream = await Stream.open(this.element, this.keeper, {
      url: this.#choice.url,
      at,
      onDead: () => void this.#moveOn(),
      onOffline: () => this.onProblem(lost("offline")),
    });
    if (!this.#stream && !this.#closed) await this.#next(at);
  }

  async #moveOn(playing = !this.element.paused): Promise<void> {
    if (this.keeper.lost) return this.#runDry();
    await this.#next(this.element.currentTime);
    if (playing) await this.element.play().catch(() => undefined);
  }

  /** No more will come: play what is there, then say why it stops. */
  #runDry(): void {
    const { element } = this;
    const tell = (): void => this.onProblem(lost(this.keeper.trouble));
    const dry = element.seeking || element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
    if (element.paused || dry) tell();
    else element.addEventListener("waiting", tell, { once: true });
  }

  #openFile(url: string, at: number): void {
    this.element.src = url;
    if (at <= 0) return;
    const start = (): void => this.seek(at);
    this.element.addEventListener("loadedmetadata", start, { once: true });
  }

  async #elementFailed(): Promise<void> {
    if (this.#closed || !this.#choice || this.#choice.way === "mse") return;
    const playing = !this.element.paused;
    const broken = this.element.error?.code === MediaError.MEDIA_ERR_DECODE;
    if (performance.now() - this.#reloadedAt > CALM_MS) this.#reloads = 0;
    this.#reloadedAt = performance.now();
    if (broken || this.#reloads++ >= FILE_RELOADS) return this.#moveOn(playing);
    try {
      await this.#reload();
      if (playing) await this.element.play();
    } catch {
      this.onProblem(lost(this.keeper.trouble));
    }
  }

  async #reload(): Promise<void> {
    const choice = this.#choice;
    if (!choice) return;
    const at = this.element.currentTime;
    const grant = await this.keeper.renew();
    const same = choose(grant, abilities()).find((other) => other.source.codec === choice.source.codec);
    this.#openFile(same?.url ?? (await this.keeper.freshen(choice.url)), at);
  }
}
