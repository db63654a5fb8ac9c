import assert from 'node:assert/strict';
import request from 'supertest';
import { theme } from '../case.ts';
import type { AdapterTheme } from '../case.ts';
import { onForAnySubject } from '../documents.ts';
import type { Route } from '../scenario.ts';

const whoAmI: Route = {
  kind: 'answer',
  path: '/',
  answer: ({ flags }) => ({ key: flags.context.targetingKey ?? null, known: flags.isEnabled('known') }),
};

const NEW_COOKIE = /^flagstaff_visitor=([A-Za-z0-9_-]{22}); Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/;

/** The cookie that identifies a browser. */
export const visitors: AdapterTheme = theme('visitor cookie', {
  async 'no visitor cookie is set by default'({ client, serve }) {
    const flagstaff = await client([onForAnySubject('known')]);
    const url = await serve({ mounts: [{ flagstaff }], routes: [whoAmI] });
    const { headers, body } = await request(url).get('/').set('cookie', 'flagstaff_visitor=AAAAAAAAAAAAAAAAAAAAAA');
    assert.equal(headers['set-cookie'], undefined);
    assert.deepEqual(body, { key: null, known: false });
  },

  async 'a new visitor gets an id, which is the targeting key immediately'({ client, serve }) {
    const flagstaff = await client([onForAnySubject('known')]);
    const url = await serve({ mounts: [{ flagstaff, options: { visitorCookie: true } }], routes: [whoAmI] });
    const { headers, body } = await request(url).get('/').expect(200);
    const [cookie, ...others] = cookiesOf(headers);
    const [, id] = NEW_COOKIE.exec(cookie ?? '') ?? [];
    assert.ok(id !== undefined, `unexpected cookie: ${cookie}`);
    assert.deepEqual(others, []);
    assert.deepEqual(body, { key: id, known: true });
  },

  async 'cookies of the app are kept'({ client, serve }) {
    const flagstaff = await client([]);
    const url = await serve({
      before: (setCookie) => setCookie('before', '1'),
      mounts: [{ flagstaff, options: { visitorCookie: true } }],
      routes: [
        {
          kind: 'answer',
          path: '/',
          answer({ setCookie }) {
            setCookie('after', '2');
            return null;
          },
        },
      ],
    });
    const names = cookiesOf((await request(url).get('/').expect(200)).headers).map((cookie) => cookie.split('=')[0]!);
    assert.deepEqual(names.toSorted(), ['after', 'before', 'flagstaff_visitor']);
  },

  async 'two visitors get different ids'({ client, serve }) {
    const flagstaff = await client([]);
    const url = await serve({ mounts: [{ flagstaff, options: { visitorCookie: true } }], routes: [whoAmI] });
    const visits = await Promise.all([1, 2].map(() => request(url).get('/')));
    assert.equal(new Set(visits.map(({ body }) => (body as { key: string }).key)).size, 2);
  },

  async 'a returning visitor keeps the id and gets no cookie'({ client, serve }) {
    const flagstaff = await client([onForAnySubject('known')]);
    const url = await serve({ mounts: [{ flagstaff, options: { visitorCookie: true } }], routes: [whoAmI] });
    const id = 'Zm9vYmFyYmF6cXV4MTIzNA';
    const { headers, body } = await request(url).get('/').set('cookie', `a=1; flagstaff_visitor=${id}; b=2`);
    assert.equal(headers['set-cookie'], undefined);
    assert.deepEqual(body, { key: id, known: true });
  },

  async 'a malformed visitor id is replaced'({ client, serve }) {
    const flagstaff = await client([]);
    const url = await serve({ mounts: [{ flagstaff, options: { visitorCookie: true } }], routes: [whoAmI] });
    for (const malformed of ['', 'short', 'x'.repeat(23), 'x'.repeat(4_000), '%00%0d%0a', '../../../../etc/passwd']) {
      const { headers, body } = await request(url).get('/').set('cookie', `flagstaff_visitor=${malformed}`).expect(200);
      const [, id] = NEW_COOKIE.exec(cookiesOf(headers)[0] ?? '') ?? [];
      assert.ok(id !== undefined && id !== malformed, `a new id instead of ${malformed}`);
      assert.equal((body as { key: string }).key, id);
    }
  },

  async 'a context with its own subject takes precedence over the visitor id'({ client, serve }) {
    const flagstaff = await client([]);
    const url = await serve({
      mounts: [
        {
          flagstaff,
          options: { visitorCookie: true, context: ({ header }) => JSON.parse(header('x-context') ?? '') as {} },
        },
      ],
      routes: [{ kind: 'answer', path: '/', answer: ({ flags }) => ({ key: flags.context.targetingKey ?? null }) }],
    });
    const keyFor = async (context: object): Promise<unknown> =>
      ((await request(url).get('/').set('x-context', JSON.stringify(context))).body as { key: unknown }).key;
    assert.equal(await keyFor({ targetingKey: 'ada' }), 'ada');
    assert.equal(await keyFor({ targetingKey: 0 }), 0);
    assert.equal(await keyFor({ userId: 42 }), null);
    assert.match(String(await keyFor({ plan: 'pro' })), /^[A-Za-z0-9_-]{22}$/);
    for (const none of [
      { targetingKey: null },
      { targetingKey: '' },
      { userId: '' },
      { targetingKey: '', userId: '' },
    ]) {
      assert.match(String(await keyFor(none)), /^[A-Za-z0-9_-]{22}$/);
    }
    assert.equal(await keyFor({ targetingKey: '', userId: 42 }), '');
  },

  async 'the visitor id is available to async contexts and to routes that read no flag'({ client, serve }) {
    const flagstaff = await client([]);
    const options = { visitorCookie: true, context: async () => ({ plan: 'pro' }), awaitContext: true } as const;
    const url = await serve({
      mounts: [{ flagstaff, options }],
      routes: [whoAmI, { kind: 'answer', path: '/static', answer: () => 'nothing read' }],
    });
    const { headers, body } = await request(url).get('/');
    assert.equal(NEW_COOKIE.exec(cookiesOf(headers)[0] ?? '')?.[1], (body as { key: string }).key);
    assert.match(cookiesOf((await request(url).get('/static')).headers)[0] ?? '', NEW_COOKIE);
  },

  async 'the attributes of the visitor cookie can be configured'({ client, serve }) {
    const flagstaff = await client([]);
    const visitor = {
      cookie: 'who',
      maxAgeSeconds: 60,
      sameSite: 'none',
      path: '/shop',
      domain: 'example.com',
      secure: true,
    } as const;
    const url = await serve({ mounts: [{ flagstaff, options: { visitorCookie: visitor } }], routes: [whoAmI] });
    const [cookie] = cookiesOf((await request(url).get('/')).headers);
    assert.match(
      cookie ?? '',
      /^who=[A-Za-z0-9_-]{22}; Max-Age=60; Domain=example\.com; Path=\/shop; HttpOnly; Secure; SameSite=None$/,
    );
  },

  async 'an untrusted proxy cannot make the visitor cookie Secure'({ client, serve }) {
    const flagstaff = await client([]);
    const url = await serve({ mounts: [{ flagstaff, options: { visitorCookie: true } }], routes: [whoAmI] });
    const { headers } = await request(url).get('/').set('x-forwarded-proto', 'https');
    assert.match(cookiesOf(headers)[0] ?? '', NEW_COOKIE);
  },
});

/** Returns the `Set-Cookie` headers of a response. */
function cookiesOf(headers: { readonly [name: string]: unknown }): readonly string[] {
  return (headers['set-cookie'] ?? []) as readonly string[];
}
