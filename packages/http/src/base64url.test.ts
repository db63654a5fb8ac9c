import { expect, it } from 'vitest';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';

it.each([0, 1, 2, 3, 4, 16, 255, 256, 10_000])('round-trips %i bytes', (length) => {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 167) % 256);
  const text = encodeBase64Url(bytes);
  expect(text).toBe(Buffer.from(bytes).toString('base64url'));
  expect(decodeBase64Url(text)).toEqual(bytes);
});

it.each(['a', 'a+b/', 'YQ==', 'YQ=', 'YR', 'YWJ', 'Y Q', 'é', '😀'])('rejects %j', (text) => {
  expect(decodeBase64Url(text)).toBeUndefined();
});
