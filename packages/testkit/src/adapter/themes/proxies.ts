import assert from 'node:assert/strict';
import request from 'supertest';
import { theme } from '../case.ts';
import type { AdapterTheme } from '../case.ts';

/** Apps behind a proxy that ends TLS. */
export const proxies: AdapterTheme = theme('proxies', {
  async 'the visitor cookie is Secure when a trusted proxy received https'({ client, serve }) {
    const flagstaff = await client([]);
    const cookieFor = async (trustProxy: boolean, protocol: string): Promise<string | undefined> => {
      const url = await serve({
        trustProxy,
        mounts: [{ flagstaff, options: { visitorCookie: true } }],
        routes: [{ kind: 'answer', path: '/', answer: () => null }],
      });
      return (await request(url).get('/').set('x-forwarded-proto', protocol)).headers['set-cookie']?.[0];
    };
    assert.match((await cookieFor(true, 'https')) ?? '', /; HttpOnly; Secure; SameSite=Lax$/);
    assert.match((await cookieFor(true, 'http')) ?? '', /; HttpOnly; SameSite=Lax$/);
    assert.match((await cookieFor(false, 'https')) ?? '', /; HttpOnly; SameSite=Lax$/);
  },
});
