/** Entry of the track page. */
import { find } from "./kit/dom.ts";
import { Comments } from "./page/comments.ts";
import { bindShare } from "./page/share.ts";
import { bindSheets } from "./page/sheets.ts";
import { start } from "./page/start.ts";

bindSheets();
const started = start();
if (started) {
  const { engine, data } = started;
  const list = find("[data-comments]");
  if (list) new Comments(list, engine, data);
  bindShare(engine, data);
}
