/** One HLS stream in one audio element through hls.js, which is fetched at the first play. */
import type HlsType from "hls.js";
import type { ErrorData, HlsConfig, LoaderResponse, RetryConfig } from "hls.js";
import type { GrantKeeper } from "./grants.ts";
import { Ladder } from "./recovery.ts";

/** Errors in a row, none of them fatal to hls.js, after which we climb the ladder ourselves. */
const MOST_MISSES = 8;

let library: Promise<typeof HlsType> | null = null;

/** Fetch hls.js ahead of need, for example when a pointer comes near the button. */
export function fetchLibrary(): Promise<typeof HlsType> {
  library ??= import("hls.js/light").then((module) => module.default);
  library.catch(() => (library = null));
  return library;
}

const refused = (status: number | undefined): boolean => status === 403 || status === 410;

/** Retry what hls.js would, and also refused URLs: the next try carries a new signature. */
function retries(keeper: GrantKeeper): RetryConfig {
  return {
    maxNumRetry: 5,
    retryDelayMs: 400,
    maxRetryDelayMs: 6000,
    shouldRetry: (config, count, _timeout, response: LoaderResponse | undefined, retry) => {
      if (keeper.lost) return false;
      if (!refused(response?.code)) return retry;
      keeper.distrust();
      return count < Math.min(2, config?.maxNumRetry ?? 0);
    },
  };
}

function settings(keeper: GrantKeeper, at: number): Partial<HlsConfig> {
  const retry = retries(keeper);
  const policy = {
    default: {
      maxTimeToFirstByteMs: 10_000,
      maxLoadTimeMs: 60_000,
      timeoutRetry: retry,
      errorRetry: retry,
    },
  };
  return {
    startPosition: at,
    startLevel: -1,
    maxBufferLength: 30,
    backBufferLength: 60,
    enableWorker: false, // fMP4 passes through untouched: there is nothing for a worker to do
    lowLatencyMode: false,
    capLevelToPlayerSize: false,
    manifestLoadPolicy: policy,
    playlistLoadPolicy: policy,
    fragLoadPolicy: policy,
    xhrSetup: async (xhr, url) => {
      xhr.open("GET", await keeper.freshen(url), true);
    },
  };
}

export class Stream {
  readonly #ladder = new Ladder();
  #waiting: AbortController | null = null;
  #misses = 0;
  #dead = false;

  private constructor(
    private readonly library: typeof HlsType,
    private readonly hls: HlsType,
    private readonly element: HTMLAudioElement,
    private readonly keeper: GrantKeeper,
    private readonly url: string,
    private readonly onDead: () => void,
    private readonly onOffline: () => void,
  ) {
    hls.on(library.Events.ERROR, (_name, data) => this.#failed(data));
    hls.on(library.Events.FRAG_BUFFERED, () => (this.#misses = 0));
  }

  /** Null where hls.js cannot work. */
  static async open(
    element: HTMLAudioElement,
    keeper: GrantKeeper,
    { url, at, onDead, onOffline }: {
      url: string; at: number; onDead: () => void; onOffline: () => void;
    },
  ): Promise<Stream | null> {
    const library = await fetchLibrary();
    if (!library.isSupported()) return null;
    const hls = new library(settings(keeper, at));
    const stream = new Stream(library, hls, element, keeper, url, onDead, onOffline);
    hls.attachMedia(element);
    hls.loadSource(new URL(url, location.href).href);
    return stream;
  }

  close(): void {
    this.#waiting?.abort();
    this.hls.destroy();
  }

  #failed(error: ErrorData): void {
    if (this.keeper.lost) return this.#die();
    const { NETWORK_ERROR, MEDIA_ERROR } = this.library.ErrorTypes;
    // With one level hls.js may ask for the same piece for ever without calling it fatal.
    const missed = error.type === NETWORK_ERROR && (this.#misses += 1) >= MOST_MISSES;
    if (!error.fatal && !missed) return;
    if (error.type === NETWORK_ERROR && !navigator.onLine) return this.#waitForNetwork();
    const hopeless = error.details === this.library.ErrorDetails.BUFFER_ADD_CODEC_ERROR;
    const kinds = { [NETWORK_ERROR]: "network", [MEDIA_ERROR]: "media" } as const;
    const kind = hopeless ? "other" : (kinds[error.type as keyof typeof kinds] ?? "other");
    this.#misses = 0;
    this.#climb(this.#ladder.climb(kind, performance.now()));
  }

  #die(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.hls.stopLoad();
    this.onDead();
  }

  #climb(rung: ReturnType<Ladder["climb"]>): void {
    if (rung === "next") return this.#die();
    if (rung === "renew") {
      this.keeper.distrust();
      return this.#reload();
    }
    if (rung === "swap") this.hls.swapAudioCodec();
    this.hls.recoverMediaError();
    void this.element.play().catch(() => undefined);
  }

  #reload(): void {
    const at = this.element.currentTime;
    if (this.hls.levels.length) return this.hls.startLoad(at);
    this.hls.loadSource(new URL(this.url, location.href).href);
  }

  #waitForNetwork(): void {
    this.onOffline();
    this.#waiting?.abort();
    this.#waiting = new AbortController();
    const again = (): void => this.#reload();
    addEventListener("online", again, { once: true, signal: this.#waiting.signal });
  }
}
