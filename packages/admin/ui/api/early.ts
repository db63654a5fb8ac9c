/** The URLs of early responses that were used. */
const used = new Set<string>();

/**
 * Returns the response that the HTML requested before the page's scripts had loaded. Each is used once. Undefined when there is none,
 * or the request failed.
 */
export async function takeEarly(url: string): Promise<Response | undefined> {
  const response = flagstaffPage.early.get(url);
  if (response === undefined) return undefined;
  flagstaffPage.early.delete(url);
  used.add(url);
  return response;
}

/** Whether an early response was used for a URL: it may be older than the event stream. */
export const wasEarly = (url: string): boolean => used.has(url);
