// Docs: docs/design/admin-page.md
import type { Settings } from '../options.ts';
import type { AdminPage } from '../page.ts';
import { assetResponse } from './asset-response.ts';
import { renderPage, renderRefusal } from './html.ts';
import { loadAssets } from './load-assets.ts';
import { contentSecurityPolicy, createNonce } from './policy.ts';
import { PROTECTION } from './protection.ts';
import { firstReads } from './first-reads.ts';
import { findScreen } from './routes.ts';

const ASSET = /^assets\/[\w.-]+$/;
const SIGN_IN = 'Sign in to the application, then open this page again.';
const NO_ACCESS = 'Your account has no access to this page.';

/** The page: the HTML of its screens, and its assets, which are loaded at the first request. */
export const PAGE: AdminPage = {
  owns: (rest) => ASSET.test(rest) || findScreen(rest) !== undefined,

  async respond(request, { rest, settings }) {
    const response = await (ASSET.test(rest) ? assetResponse(request, rest) : screenResponse(request, rest, settings));
    return request.method === 'HEAD' ? new Response(null, response) : response;
  },

  async refuse(_request, status, { rest, settings }) {
    if (ASSET.test(rest)) {
      return new Response(status === 401 ? 'Authentication required.' : 'Forbidden.', { status, headers: PROTECTION });
    }
    const { signIn, title = 'Flagstaff' } = settings.ui ?? {};
    const nonce = createNonce();
    const refusal =
      status === 401
        ? { heading: 'Authentication required.', text: SIGN_IN, signIn }
        : { heading: 'Forbidden.', text: NO_ACCESS, signIn: undefined };
    return htmlResponse(renderRefusal({ nonce, title, ...refusal }), { nonce, settings, status });
  },
};

async function screenResponse(request: Request, rest: string, settings: Settings): Promise<Response> {
  const { title = 'Flagstaff', accent } = settings.ui ?? {};
  const nonce = createNonce();
  const assets = await loadAssets();
  const path = findScreen(rest)!;
  const reads = firstReads(path, new URL(request.url).search);
  const html = renderPage({ nonce, path, reads, title, accent, assets });
  return htmlResponse(html, { nonce, settings, status: 200 });
}

function htmlResponse(
  html: string,
  { nonce, settings, status }: { readonly nonce: string; readonly settings: Settings; readonly status: number },
): Response {
  const { frameAncestors } = settings;
  return new Response(html, {
    status,
    headers: {
      ...PROTECTION,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, no-store',
      'content-security-policy': contentSecurityPolicy(nonce, frameAncestors),
      ...(frameAncestors.length === 0 ? { 'x-frame-options': 'DENY' } : {}),
    },
  });
}
