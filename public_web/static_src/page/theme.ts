/** The theme choice, kept in a cookie so that the server draws the right one from the start. */
import { all } from "../kit/dom.ts";

const YEAR_S = 31_536_000;

export function bindTheme(): void {
  const root = document.documentElement;
  const choices = all<HTMLSelectElement>("[data-theme-choice]");
  for (const choice of choices) {
    choice.value = root.dataset["theme"] ?? "auto";
    choice.addEventListener("change", () => {
      root.dataset["theme"] = choice.value;
      document.cookie = `acetate_theme=${choice.value}; path=/; max-age=${YEAR_S}; SameSite=Lax`;
      document.dispatchEvent(new CustomEvent("acetate:theme"));
    });
  }
}
