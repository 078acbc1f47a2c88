/** Dialogs, opened by [data-open=name] and closed by themselves or a click beside them. */
import { all, find } from "../kit/dom.ts";

export function bindSheets(): void {
  for (const button of all("[data-open]")) {
    const sheet = find<HTMLDialogElement>(`[data-sheet=${button.dataset["open"]}]`);
    button.addEventListener("click", () => sheet?.showModal());
  }
  for (const sheet of all<HTMLDialogElement>("dialog[data-sheet]")) {
    sheet.addEventListener("click", (event) => {
      if (event.target === sheet) sheet.close();
    });
  }
}
