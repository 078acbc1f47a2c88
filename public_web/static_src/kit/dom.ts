/** Finding elements, and storage that may be forbidden (sandboxed embeds have none). */
export function find<T extends Element = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): T | null {
  return within.querySelector<T>(selector);
}

export function all<T extends Element = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): T[] {
  return [...within.querySelectorAll<T>(selector)];
}

/** Replace the text only when it changes, so that screen readers hear it once. */
export function say(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("dialog[open]")) return true;
  if (target instanceof HTMLInputElement) return !["range", "checkbox"].includes(target.type);
  return target.matches("textarea, select");
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`acetate.${key}`);
  } catch {
    return null; // opaque origin or storage switched off
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`acetate.${key}`, value);
  } catch {
    // The choice then lasts as long as the page.
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Resolves at the first of the events, rejects when `ms` pass without one. */
export function once(target: EventTarget, names: readonly string[], ms: number): Promise<void> {
  return new Promise((done, failed) => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      stop.abort();
      failed(new Error(`no ${names.join(" or ")} in ${ms} ms`));
    }, ms);
    const seen = (): void => {
      clearTimeout(timer);
      stop.abort();
      done();
    };
    for (const name of names) target.addEventListener(name, seen, { signal: stop.signal });
  });
}
