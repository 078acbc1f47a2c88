/** The tracks of a release, one after the other: rows, previous and next, media keys. */
import { all, find, say } from "../kit/dom.ts";
import type { PlayerData, Version } from "../kit/types.ts";
import type { Engine } from "../player/engine.ts";

/** So late in a track "previous" means its own beginning. */
const RESTART_AFTER_MS = 3000;
/** So long before its end the next one is fetched. */
const AHEAD_MS = 20_000;

export function bindQueue(engine: Engine, data: PlayerData): void {
  const queue = data.versions.filter((version) => version.status === "ready");
  const rows = all("[data-queued]");
  const by = (step: number): Version | undefined => queue[queue.indexOf(engine.version) + step];
  const of = (row: HTMLElement): Version | undefined =>
    queue.find((version) => version.id === row.dataset["queued"]);

  const next = (): void => {
    const version = by(1);
    if (version) void engine.goTo(version, true);
  };
  const previous = (): void => {
    const version = by(-1);
    if (!version || engine.position > RESTART_AFTER_MS) engine.seek(0);
    else void engine.goTo(version);
  };
  for (const row of rows) {
    find("[data-play]", row)?.addEventListener("click", () => {
      const version = of(row);
      if (version === engine.version) engine.toggle();
      else if (version) void engine.goTo(version, true);
    });
  }
  find("[data-queue=next]")?.addEventListener("click", next);
  find("[data-queue=previous]")?.addEventListener("click", previous);
  onMediaKeys(next, previous);

  const show = (): void => {
    say(find("[data-title]"), engine.version.label);
    find("[data-queue=next]")?.toggleAttribute("disabled", !by(1));
    for (const row of rows) {
      const present = of(row) === engine.version;
      row.toggleAttribute("data-present", present);
      row.toggleAttribute("data-playing", present && engine.playing);
      const button = find("[data-play]", row);
      const verb = present && engine.playing ? "Pause" : "Play";
      button?.setAttribute("aria-label", `${verb} ${of(row)?.label ?? ""}`);
      if (present) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  };
  engine.on("version", show);
  engine.on("state", (state) => {
    if (state === "ended") next();
    show();
  });
  let prepared: Version | undefined;
  engine.on("time", (ms) => {
    const following = by(1);
    if (!following || following === prepared || engine.duration - ms > AHEAD_MS) return;
    prepared = following;
    if (engine.playing) engine.prepare(following);
  });
  show();
}

function onMediaKeys(next: () => void, previous: () => void): void {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.setActionHandler("nexttrack", next);
  navigator.mediaSession.setActionHandler("previoustrack", previous);
}
