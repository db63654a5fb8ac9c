import type { Assets } from '#assets';
import type { ScreenPath } from './routes.ts';

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);

/** JSON that cannot end a script element. */
const scriptJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** What the HTML of one response needs. */
interface Document {
  readonly nonce: string;
  readonly path: ScreenPath;
  /** The URLs that the screen reads first, relative to the mount. */
  readonly reads: readonly string[];
  readonly assets: Assets;
  readonly title: string;
  /** A CSS color that replaces the accent color. */
  readonly accent: string | undefined;
}

/**
 * Sets `<base>` before anything relative is requested. The server does not know the prefix that a proxy stripped, but it knows how
 * many segments it matched: the browser removes these from its own path. Links in markup would be fetched ahead, relative to the
 * wrong base, so the script creates them. It requests data while the page's modules load, which take the responses.
 */
const BOOT = `(({ depth, screen, reads, entry, styles, preload }, { nonce }) => {
  const path = location.pathname.split('/');
  const base = document.createElement('base');
  base.href = (depth === 0 ? location.pathname.replace(/\\/$/, '') : path.slice(0, -depth).join('/')) + '/';
  document.head.prepend(base);
  const link = (rel, href) => {
    const element = document.createElement('link');
    return new Promise((done) => {
      Object.assign(element, { rel, href, nonce, onload: done, onerror: done });
      document.head.append(element);
    });
  };
  for (const name of [entry, ...preload]) link('modulepreload', name);
  const styled = Promise.all(styles.map((name) => link('stylesheet', name)));
  const early = new Map(reads.map((path) => {
    const { href } = new URL(path, document.baseURI);
    const headers = { accept: 'application/json', 'flagstaff-admin': '1' };
    return [href, fetch(href, { headers, cache: 'no-store' }).catch(() => undefined)];
  }));
  globalThis.flagstaffPage = { screen, styled, early };
  const { classList, dataset } = document.documentElement;
  classList.add('scripted');
  try {
    const theme = localStorage.getItem('flagstaff.theme');
    if (theme === 'light' || theme === 'dark') dataset.theme = theme;
  } catch {}
  import(new URL(entry, document.baseURI).href);
})`;

/** Shown when the page's scripts did not run. */
const BLOCKED =
  'This page needs its scripts, and they did not run. If the application sets a Content-Security-Policy, mount the admin before it.';

const accentRule = (accent: string | undefined): string =>
  accent === undefined ? '' : `:root{--accent-source:${escapeHtml(accent)}!important}`;

/** Returns the HTML of the page. */
export function renderPage({ nonce, path, reads, assets, title, accent }: Document): string {
  const { screen, segments } = path;
  const { entry, styles, screens } = assets;
  const preload = [...assets.preload, ...(screens[screen] ?? [])];
  const boot = { depth: segments.length, screen, reads, entry, styles, preload };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<script nonce="${nonce}">${BOOT}(${scriptJson(boot)},document.currentScript)</script>
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
<style nonce="${nonce}">.scripted .blocked{display:none}${accentRule(accent)}</style>
</head>
<body><div id="app"><p class="blocked">${BLOCKED}</p></div></body>
</html>
`;
}

/** A response to a caller without access. */
interface Refusal {
  readonly nonce: string;
  readonly title: string;
  readonly heading: string;
  readonly text: string;
  /** Where to sign in. Undefined when there is no such page. */
  readonly signIn: string | undefined;
}

/** Returns the HTML of a refusal. Only the browser knows the whole path to come back to after signing in. */
export function renderRefusal({ nonce, title, heading, text, signIn }: Refusal): string {
  const redirect =
    signIn === undefined
      ? ''
      : `\n<script nonce="${nonce}">((path) => location.replace(path + (path.includes('?') ? '&' : '?') + 'next=' + encodeURIComponent(location.pathname + location.search)))(${scriptJson(signIn)})</script>`;
  const link = signIn === undefined ? '' : `<p><a href="${escapeHtml(signIn)}">Sign in</a></p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">${redirect}
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">:root{color-scheme:light dark}body{font:14px/1.5 ui-sans-serif,system-ui,sans-serif;max-width:26rem;margin:18vh auto;padding:0 1rem}h1{font-size:20px}</style>
</head>
<body><h1>${escapeHtml(heading)}</h1><p>${escapeHtml(text)}</p>${link}</body>
</html>
`;
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4f5bd5"/><path d="M11 25V8h10.5l-3 4.5 3 4.5H11" fill="none" stroke="#fff" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round"/></svg>';
