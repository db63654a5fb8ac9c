import { createFlagstaff, embedBootstrap } from '@flagstaff/core';
import type { Document, Evaluator, Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { flags, flagsOf } from '@flagstaff/express';
import { expressHandler } from '@flagstaff/http/node';
import { ofrep } from '@flagstaff/ofrep';
import express from 'express';
import type { Express } from 'express';
import { definitions } from './definitions.ts';

type Definitions = typeof definitions;

/** Flags with `clientSide: true` may be sent to the browser; the last one may not. */
const documents: readonly Document[] = [
  {
    kind: 'flag',
    key: 'theme',
    type: 'string',
    variants: { light: 'light', dark: 'dark' },
    default: 'light',
    rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: 'dark' }],
    clientSide: true,
  },
  { kind: 'flag', key: 'new-checkout', type: 'boolean', clientSide: true },
  { kind: 'flag', key: 'price-experiment', type: 'boolean', default: 'on' },
];

export function createFlags(): Flagstaff<Definitions> {
  return createFlagstaff({ definitions: definitions, bootstrap: documents });
}

/** @param script the bundle of page.ts */
export function createApp(flagstaff: Flagstaff<Definitions>, script: string): Express {
  const app = express();
  app.use(flags(flagstaff, { context: (req) => subjectOf(req.headers.cookie), trackAttributes: true }));
  // The page fetches updates here. The session identifies the user in both places, so page and server agree.
  app.use(
    expressHandler(
      ofrep(flagstaff, { authorize: (request) => ({ attributes: subjectOf(request.headers.get('cookie')) }) }),
    ),
  );

  app.get('/', (req, res) => {
    const page = render(flagsOf(req, flagstaff));
    // The attributes that the answers depend on, for a cache in front: here the plan, from the session.
    res.set('x-depends-on', flagsOf(req, flagstaff).vary()?.join(', ') ?? '').send(page);
  });

  app.get('/login/:plan', (req, res) => {
    res.cookie('plan', req.params.plan).redirect('/');
  });

  app.get('/page.js', (_req, res) => {
    res.type('text/javascript').send(script);
  });

  // In an application, only administrators may call this.
  app.post('/release', async (_req, res) => {
    await manage(flagstaff).set({
      kind: 'flag',
      key: 'new-checkout',
      type: 'boolean',
      default: 'on',
      clientSide: true,
    });
    res.sendStatus(204);
  });

  return app;
}

/** Returns the current user. An application looks up its session. */
function subjectOf(cookie: string | null | undefined): { readonly plan: string } {
  return { plan: /(?:^|; )plan=(\w+)/.exec(cookie ?? '')?.[1] ?? 'free' };
}

function render(flags: Evaluator<Definitions>): string {
  const theme = flags.value('theme');
  const checkout = flags.isEnabled('new-checkout') ? 'new' : 'classic';
  return `<!doctype html>
<html lang="en" data-theme="${theme}">
<meta charset="utf-8">
<title>Shop</title>
<style>[data-theme='dark'] { background: #111; color: #eee }</style>
<body>The <b id="checkout">${checkout}</b> checkout.</body>
${embedBootstrap(flags.bootstrap())}
<script type="module" src="/page.js"></script>
</html>
`;
}
