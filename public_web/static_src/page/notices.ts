/** Says what happens: problems beside the player, and quiet announcements to screen readers. */
import { find, say } from "../kit/dom.ts";
import { spoken } from "../kit/time.ts";
import type { Engine } from "../player/engine.ts";
import type { Problem } from "../player/problems.ts";

export function announce(text: string): void {
  say(find("[data-live-region]"), text);
}

export function showNotices(root: ParentNode, engine: Engine): void {
  const box = find("[data-problem]", root);
  const button = find<HTMLButtonElement>("[data-remedy]", root);
  let remedy: Problem["remedy"] = null;
  button?.addEventListener("click", () => {
    if (remedy === "reload") location.reload();
    else void engine.play();
  });
  engine.on("problem", (problem) => {
    remedy = problem?.remedy ?? null;
    if (box) box.hidden = problem === null;
    box?.setAttribute("data-tone", problem?.tone ?? "bad");
    say(find("[data-problem-text]", root), problem?.text ?? "");
    if (!button) return;
    button.hidden = remedy === null;
    say(button, remedy === "reload" ? "Reload" : "Try again");
  });
  engine.on("state", (state) => {
    if (state === "playing") announce(`Playing from ${spoken(engine.position)}`);
    if (state === "paused") announce(`Paused at ${spoken(engine.position)}`);
    if (state === "ended") announce("The track has ended");
  });
  engine.on("version", (version) => announce(`Now playing ${version.label}`));
  engine.on("loop", (loop) => announce(loop?.to ? "Loop on" : loop ? "Loop start set" : "Loop off"));
}
