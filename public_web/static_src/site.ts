/** Entry of every page: the theme choice. */
import { bindTheme } from "./page/theme.ts";

bindTheme();
