/** JSON over fetch, with failures a listener can be told about. */
export type Trouble = "offline" | "gone" | "denied" | "server" | "refused";

export class RequestError extends Error {
  constructor(
    readonly trouble: Trouble,
    message: string,
    readonly remedy: string | null = null,
  ) {
    super(message);
  }
}

function troubleOf(status: number): Trouble {
  if (status === 401 || status === 403) return "denied";
  if (status === 404 || status === 410) return "gone";
  return status >= 500 ? "server" : "refused";
}

interface Problem {
  readonly message?: string;
  readonly detail?: string;
  readonly remedy?: string | null;
  readonly error?: { readonly message?: string; readonly remedy?: string | null };
}

async function failure(response: Response): Promise<RequestError> {
  const told = (await response.json().catch(() => ({}))) as Problem;
  const message = told.error?.message ?? told.message ?? told.detail;
  const remedy = told.error?.remedy ?? told.remedy ?? null;
  return new RequestError(
    troubleOf(response.status),
    message ?? `The server answered ${response.status}.`,
    remedy,
  );
}

/** One request; `credentials` stay at home in embeds, whose origin is opaque. */
export async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch {
    throw new RequestError("offline", "The server cannot be reached.");
  }
  if (!response.ok) throw await failure(response);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}
