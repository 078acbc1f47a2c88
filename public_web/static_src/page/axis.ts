/** Time marks under the waveform, as many as there is room for. */
import { find } from "../kit/dom.ts";
import { clock } from "../kit/time.ts";
import type { Engine } from "../player/engine.ts";

const ROOM_PX = 90;
const STEPS_S = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

export function drawAxis(root: ParentNode, surface: HTMLElement, engine: Engine): void {
  const axis = find("[data-axis]", root);
  if (!axis) return;
  const draw = (): void => {
    const seconds = engine.duration / 1000;
    const most = Math.max(1, surface.clientWidth / ROOM_PX);
    const step = STEPS_S.find((candidate) => seconds / candidate <= most) ?? 3600;
    const marks: HTMLElement[] = [];
    for (let at = 0; at < seconds * 0.97; at += step) {
      const mark = document.createElement("span");
      mark.textContent = clock(at * 1000);
      mark.style.setProperty("--at", String(at / seconds));
      marks.push(mark);
    }
    axis.replaceChildren(...marks);
  };
  new ResizeObserver(draw).observe(surface);
  engine.on("version", draw);
}
