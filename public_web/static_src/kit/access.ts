/**
 * A browser's session while a page stays open.
 *
 * Access lasts minutes, the session weeks: what is refused for want of access is asked once more
 * after a renewal. The CSRF token belongs to the session and stays what it was.
 */
import { ask, RequestError } from "./fetch.ts";

const REFRESH = "/api/v1/auth/refresh";
let signedIn = false;
let renewal: Promise<boolean> | null = null;

/** Tell once, from the page's data, whether somebody is signed in here. */
export function keepAccess(csrf: string | null): void {
  signedIn = csrf !== null;
}

/** As `ask`; somebody signed in whose access ran out does not notice. */
export async function askAsViewer<T>(url: string, init: RequestInit): Promise<T> {
  try {
    return await ask<T>(url, init);
  } catch (error) {
    if (!signedIn || !mayBeAccess(error) || !(await renew())) throw error;
    return ask<T>(url, init);
  }
}

/** What a private track hides from strangers is "gone" for somebody whose access ran out. */
function mayBeAccess(error: unknown): boolean {
  return error instanceof RequestError && (error.trouble === "denied" || error.trouble === "gone");
}

function renew(): Promise<boolean> {
  renewal ??= fetch(REFRESH, { method: "POST", credentials: "same-origin" })
    .then((response) => response.ok)
    .catch(() => false)
    .finally(() => {
      renewal = null;
    });
  return renewal;
}
