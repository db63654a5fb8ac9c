// Opens the admin's page, and all files that it names. Resolves to the distinct status codes.
import { admin } from '@flagstaff/admin';

export async function openPage(flagstaff) {
  const handler = admin(flagstaff, { authorize: () => ({ actor: 'ada', roles: 'viewer' }) });
  const page = await handler(new Request('http://flags.example/'));
  const names = [...(await page.text()).matchAll(/"(assets\/[^"]+)"/g)].map(([, name]) => name);
  if (names.length < 2) throw new Error('The page names no files.');
  const files = await Promise.all(names.map((name) => handler(new Request(`http://flags.example/${name}`))));
  return [...new Set([page, ...files].map(({ status }) => status))];
}
