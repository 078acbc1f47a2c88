/** Entry of the page of a release. */
import { bindSheets } from "./page/sheets.ts";
import { start } from "./page/start.ts";

bindSheets();
start();
