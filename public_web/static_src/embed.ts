/** Entry of the embed, which may run in an opaque origin: no cookies, no storage. */
import { start } from "./page/start.ts";
import { Widget } from "./page/widget.ts";

const started = start();
if (started) new Widget(started.engine);
