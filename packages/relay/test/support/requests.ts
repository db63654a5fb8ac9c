/** Counts what a relay sends, by path. */
export function counting(): { fetch: (url: string, init: RequestInit) => Promise<Response>; requests: string[] } {
  const requests: string[] = [];
  return {
    requests,
    async fetch(url, init) {
      requests.push(new URL(url).pathname.replaceAll(/\d+-[0-9a-f]{16}/g, '*'));
      return fetch(url, init);
    },
  };
}

export const HEAD = '/flagstaff/v1/head';
export const DOCUMENTS = '/flagstaff/v1/documents/*';
export const CHANGES = '/flagstaff/v1/changes/*/*';
