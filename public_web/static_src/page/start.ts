/** What page and embed have in common: an engine, and the player around it. */
import { keepAccess } from "../kit/access.ts";
import { find } from "../kit/dom.ts";
import { playerData } from "../kit/data.ts";
import { fromHash } from "../kit/time.ts";
import type { PlayerData } from "../kit/types.ts";
import { Engine } from "../player/engine.ts";
import { playAlone } from "../player/exclusive.ts";
import { Plays } from "../player/plays.ts";
import { notReady } from "../player/problems.ts";
import { Session } from "../player/session.ts";
import { Controls } from "./controls.ts";
import { bindHotkeys } from "./hotkeys.ts";
import { showNotices } from "./notices.ts";
import { bindQueue } from "./queue.ts";
import { sayUntil } from "./until.ts";
import { bindVersions, firstVersion } from "./versions.ts";
import { Waveform } from "./waveform.ts";

export interface Started {
  readonly engine: Engine;
  readonly data: PlayerData;
}

/** Null on a page without a player. */
export function start(): Started | null {
  const root = find("[data-player]");
  const data = playerData();
  const version = data && firstVersion(data);
  if (!root || !data || !version) return null;
  keepAccess(data.csrf);
  const engine = new Engine(data, version);
  showNotices(root, engine);
  new Waveform(root, engine, data);
  new Controls(root, engine);
  new Plays(engine, data);
  new Session(engine, data);
  if (data.queue) bindQueue(engine, data);
  else bindVersions(root, engine, data);
  bindHotkeys(engine, data);
  playAlone(engine);
  sayUntil(root.ownerDocument, engine);
  followHash(engine);
  if (version.status !== "ready") engine.emit("problem", notReady(version));
  else if (data.autoplay) void engine.play();
  return { engine, data };
}

function followHash(engine: Engine): void {
  const go = (): void => {
    const ms = fromHash(location.hash);
    if (ms !== null) engine.seek(ms);
  };
  addEventListener("hashchange", go);
  go();
}
