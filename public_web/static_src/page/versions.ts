/** The version switch: links that work without us, and switch in place with us. */
import { all } from "../kit/dom.ts";
import type { PlayerData, Version } from "../kit/types.ts";
import type { Engine } from "../player/engine.ts";

/** The version the address asks for, else the primary, else the first. */
export function firstVersion(data: PlayerData): Version | undefined {
  const asked = new URLSearchParams(location.search).get("v");
  const { versions } = data;
  return (
    versions.find((version) => version.id === asked) ??
    versions.find((version) => version.primary) ??
    versions[0]
  );
}

function address(data: PlayerData, version: Version): string {
  const url = new URL(location.href);
  if (version.primary) url.searchParams.delete("v");
  else url.searchParams.set("v", version.id);
  url.searchParams.delete("t");
  if (data.secret) url.searchParams.set("s", data.secret);
  return url.href;
}

export function bindVersions(root: ParentNode, engine: Engine, data: PlayerData): void {
  const links = all<HTMLAnchorElement>("[data-version]", root);
  const of = (link: HTMLElement): Version | undefined =>
    data.versions.find((version) => version.id === link.dataset["version"]);
  for (const link of links) {
    link.addEventListener("click", (event) => {
      const version = of(link);
      if (!version || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      void engine.switchTo(version);
    });
  }
  engine.on("switching", (target) => {
    for (const link of links) link.toggleAttribute("data-busy", of(link) === target && target !== null);
  });
  engine.on("version", (version) => {
    for (const link of links) {
      if (of(link) === version) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (!data.embed) history.replaceState(history.state, "", address(data, version));
  });
}
