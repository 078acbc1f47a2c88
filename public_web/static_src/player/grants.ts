/**
 * The right to fetch one version's media, renewed before it runs out.
 *
 * Media URLs are /media/hls/<signature>/<expiry>/<render>/<tier>/<file>. Every request passes
 * through `freshen`, which swaps signature and expiry for the newest ones of that render and
 * tier, so a renewal during play costs no gap and no reload.
 */
import { askAsViewer } from "../kit/access.ts";
import { RequestError, type Trouble } from "../kit/fetch.ts";
import type { Grant } from "../kit/types.ts";

const SIGNED = /^(.*\/media\/hls\/)[^/]+\/\d+\/([^/]+\/[^/]+\/)(.*)$/;
const MARGIN_S = 20;
const MARGIN_SHARE = 0.2;

export class GrantKeeper {
  #grant: Grant | null = null;
  #staleAt = 0;
  #endsAt = 0;
  #renewal: Promise<Grant> | null = null;
  /** Why the last renewal failed. */
  trouble: Trouble | null = null;

  constructor(
    private readonly url: string,
    private readonly credentials: RequestCredentials,
    first: Grant | null = null,
  ) {
    // A grant in the page is as old as the page.
    if (first) this.#take(first, performance.timeOrigin);
  }

  get ticket(): string | null {
    return this.#grant?.ticket ?? null;
  }

  /** The server said no: asking again will not help. */
  get lost(): boolean {
    return this.trouble === "denied" || this.trouble === "gone";
  }

  get expired(): boolean {
    return Date.now() >= this.#endsAt;
  }

  /** A grant that holds for a while yet; asks the server when there is none. */
  current(): Promise<Grant> {
    if (this.#grant && Date.now() < this.#staleAt) return Promise.resolve(this.#grant);
    return this.renew();
  }

  /** Ask for a new grant, once however many wait for it. */
  renew(): Promise<Grant> {
    this.#renewal ??= this.#ask().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  /** The server refused a URL: the next request must not trust what we hold. */
  distrust(): void {
    this.#staleAt = 0;
  }

  /** The same file under a signature that holds. */
  async freshen(url: string): Promise<string> {
    const [, root, folder, file] = SIGNED.exec(url) ?? [];
    if (root === undefined || folder === undefined || file === undefined) return url;
    const grant = await this.current();
    for (const source of grant.sources) {
      const fresh = SIGNED.exec(source.url);
      if (fresh?.[2] !== folder) continue;
      const signed = source.url.slice(0, source.url.length - (fresh[3] ?? "").length);
      return new URL(signed + file, url).href;
    }
    return url;
  }

  async #ask(): Promise<Grant> {
    const asked = Date.now();
    const init: RequestInit = { credentials: this.credentials, cache: "no-store" };
    try {
      const grant = await askAsViewer<Grant>(this.url, init);
      this.trouble = null;
      this.#take(grant, asked);
      return grant;
    } catch (error) {
      this.trouble = error instanceof RequestError ? error.trouble : "server";
      throw error;
    }
  }

  #take(grant: Grant, receivedAt: number): void {
    const lifetime = Math.max(0, grant.expires_at - grant.server_time);
    const margin = Math.min(MARGIN_S, lifetime * MARGIN_SHARE);
    this.#grant = grant;
    this.#endsAt = receivedAt + lifetime * 1000;
    this.#staleAt = this.#endsAt - margin * 1000;
  }
}
