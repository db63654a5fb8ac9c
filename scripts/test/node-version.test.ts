import { expect, it } from 'vitest';
import { tooOld } from '../lib/node-version.mjs';

it.each(['18.20.8', '20.0.0', '20.18.3'])('says in one sentence that Node %s is too old', (version) => {
  expect(tooOld(version, '>=20.19')).toBe(`Flagstaff needs Node 20.19 or later; this is Node ${version}.`);
});

it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('accepts Node %s', (version) => {
  expect(tooOld(version, '>=20.19')).toBeUndefined();
});

it('compares whole versions', () => {
  expect(tooOld('22.5.0', '>=22')).toBeUndefined();
  expect(tooOld('9.0.0', '>=20.19')).toBeDefined();
});
