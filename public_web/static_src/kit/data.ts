/** Reads the JSON the server put into the page. */
import type { PlayerData } from "./types.ts";

export function playerData(): PlayerData | null {
  const block = document.getElementById("player-data");
  return block?.textContent ? (JSON.parse(block.textContent) as PlayerData) : null;
}

/** Embeds run in an opaque origin and send no cookies; pages send their own. */
export function credentials(data: PlayerData): RequestCredentials {
  return data.embed ? "omit" : "same-origin";
}
