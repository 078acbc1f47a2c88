/** Entry of the track page. */
import { find } from "./kit/dom.ts";
import { Comments } from "./page/comments.ts";
import { Share } from "./page/share.ts";
import { bindSheets } from "./page/sheets.ts";
import { start } from "./page/start.ts";

bindSheets();
const started = start();
if (started) {
  const { engine, data } = started;
  const list = find("[data-comments]");
  const sheet = find<HTMLDialogElement>("[data-sheet=share]");
  if (list) new Comments(list, engine, data);
  if (sheet) new Share(sheet, engine, data);
}
