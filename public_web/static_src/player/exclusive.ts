/** One player sounds at a time over all tabs of this site. */
import type { Engine } from "./engine.ts";
import { newId } from "../kit/ids.ts";

export function playAlone(engine: Engine): void {
  if (typeof BroadcastChannel === "undefined") return;
  const me = newId();
  let channel: BroadcastChannel;
  try {
    channel = new BroadcastChannel("acetate.playing");
  } catch {
    return; // some sandboxes forbid it
  }
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (event.data !== me && engine.playing) engine.pause();
  };
  engine.on("state", (state) => state === "playing" && channel.postMessage(me));
}
