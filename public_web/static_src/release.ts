/** Entry of the page of a release. */
import { bindShare } from "./page/share.ts";
import { bindSheets } from "./page/sheets.ts";
import { start } from "./page/start.ts";

bindSheets();
const started = start();
if (started) bindShare(started.engine, started.data);
