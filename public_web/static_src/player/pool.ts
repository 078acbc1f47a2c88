/** The voices at hand (at most two, for instant switching back) and the grants behind them. */
import { credentials } from "../kit/data.ts";
import type { PlayerData, Version } from "../kit/types.ts";
import { GrantKeeper } from "./grants.ts";
import type { Output } from "./output.ts";
import { Voice } from "./voice.ts";

const KEPT = 2;

export class Pool {
  readonly #keepers = new Map<string, GrantKeeper>();
  readonly #voices = new Map<string, Voice>();

  constructor(
    private readonly data: PlayerData,
    private readonly output: Output,
    private readonly prepare: (voice: Voice) => void,
  ) {}

  keeper(version: Version): GrantKeeper {
    let keeper = this.#keepers.get(version.id);
    if (!keeper) {
      const { grant } = this.data;
      const first = grant?.version_id === version.id ? grant : null;
      keeper = new GrantKeeper(version.grant_url ?? "", credentials(this.data), first);
      this.#keepers.set(version.id, keeper);
    }
    return keeper;
  }

  /** The voice of a version, a new one if there is none. */
  voice(version: Version): Voice {
    const known = this.#voices.get(version.id);
    if (known) return known;
    const voice = new Voice(version, this.keeper(version));
    this.#voices.set(version.id, voice);
    this.prepare(voice);
    return voice;
  }

  pauseAll(): void {
    for (const voice of this.#voices.values()) voice.element.pause();
  }

  forget(voice: Voice): void {
    this.#voices.delete(voice.version.id);
    this.output.forget(voice.element);
    voice.close();
  }

  /** Let go of the oldest voices, never of the present one. */
  trim(present: Voice | null): void {
    for (const voice of this.#voices.values()) {
      if (this.#voices.size > KEPT && voice !== present) this.forget(voice);
    }
  }
}
