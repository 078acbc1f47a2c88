/** Until when a part is all there is: said in the visitor's own zone, and what happens then. */
import { all, find, say } from "../kit/dom.ts";
import type { Engine } from "../player/engine.ts";

const LONGEST_MS = 2 ** 31 - 1;
/** The server may be a little behind; asking too early would show the same page again. */
const GRACE_MS = 1500;

/** "Friday 4 December, 18:00", short "4 Dec, 18:00"; the year only where it is not this one. */
export function said(at: Date, now: Date, short = false): string {
  const year = at.getFullYear() === now.getFullYear() ? undefined : "numeric";
  const form: Intl.DateTimeFormatOptions = short
    ? { day: "numeric", month: "short", year }
    : { weekday: "long", day: "numeric", month: "long", year };
  const day = new Intl.DateTimeFormat("en-GB", form);
  const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  return `${day.format(at).replace(",", "")}, ${hour.format(at)}`;
}

export function sayUntil(page: ParentNode, engine: Engine): void {
  const now = new Date();
  for (const element of all<HTMLTimeElement>("time[data-local]", page)) {
    element.title = element.textContent ?? "";
    say(element, said(new Date(element.dateTime), now, element.dataset["local"] === "short"));
  }
  const moment = find<HTMLTimeElement>("[data-until] time", page);
  if (moment) wait(Date.parse(moment.dateTime) + GRACE_MS, () => show(page, engine));
}

function wait(at: number, then: () => void): void {
  const left = at - Date.now();
  if (!Number.isFinite(left)) return;
  if (left > LONGEST_MS) setTimeout(() => wait(at, then), LONGEST_MS);
  else setTimeout(then, Math.max(0, left));
}

/** It is out: shown at once, or, so as not to break off what is playing, on a click. */
function show(page: ParentNode, engine: Engine): void {
  if (!engine.playing) return location.reload();
  const link = find<HTMLAnchorElement>("[data-whole-track]", page);
  if (link) link.hidden = false;
  for (const words of all("[data-part-only]", page)) words.hidden = true;
}
