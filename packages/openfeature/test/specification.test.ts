import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PROVIDER_RULES, RULES_OF_OTHERS } from './specification.ts';

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
const text = files.map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8')).join('\n');
const titled = new Set(Array.from(text.matchAll(/(['"])Requirement ([\d.]+): /g), ([, , rule]) => rule!));

it('has a test with the number of each rule for providers, and of no other', () => {
  expect([...titled].sort()).toEqual([...PROVIDER_RULES].sort());
  expect(titled.size).toBeGreaterThanOrEqual(37);
  console.log(`requirements of the OpenFeature specification with a test: ${titled.size}`);
});

it('lists each rule once', () => {
  const all = [...PROVIDER_RULES, ...Object.keys(RULES_OF_OTHERS)];
  expect(new Set(all).size).toBe(all.length);
});
