// Every field of the schema has a form. Docs: docs/design/admin-page.md
import type { FlagDocument, Rule } from '@flagstaff/core';
import schema from '@flagstaff/core/schema.json' with { type: 'json' };
import { CHROMIUM } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { LONG_WALK_MS, visit } from './support/visit.ts';

/** Fields that never change after a document was created, and those that the store writes. */
const FIXED = ['kind', 'key', 'type', 'version', 'createdAt', 'updatedAt', 'updatedBy'];

/** Fields that can only be written as JSON: none. */
const JSON_ONLY: readonly string[] = [];

/** A definition of the schema, as far as a walk reads it. */
interface Definition {
  readonly properties?: { readonly [name: string]: { readonly properties?: object } };
}

const definitions = schema.$defs as unknown as { readonly [name: string]: Definition };

/** Returns the definitions that a value refers to. */
const referencesOf = (value: object): readonly string[] =>
  [...JSON.stringify(value).matchAll(/"#\/\$defs\/(\w+)"/g)].map(([, name]) => name!);

/** The kinds of documents. */
const KINDS = ['flag', 'segment', 'environment'];

/** Returns every field that documents can have, as `definition.field`. The kinds of conditions on an attribute are one form. */
function fieldsOfDocuments(): ReadonlySet<string> {
  const seen = new Set<string>(KINDS);
  const fields = new Set<string>();
  for (const name of seen) {
    const properties = Object.fromEntries(
      Object.entries(definitions[name]!.properties ?? {}).filter(
        ([field]) => !KINDS.includes(name) || !FIXED.includes(field),
      ),
    );
    const owner = 'operator' in properties ? 'condition' : name;
    for (const [field, { properties: inner = {} }] of Object.entries(properties)) {
      fields.add(`${owner}.${field}`);
      for (const member of Object.keys(inner)) fields.add(`${owner}.${field}.${member}`);
    }
    referencesOf(definitions[name]!).forEach((reference) => seen.add(reference));
  }
  return fields;
}

const rules: readonly Rule[] = [
  {
    name: 'Everything',
    when: [
      { any: [{ attribute: 'plan', operator: 'eq', value: 'pro', ignoreCase: true }, { segment: 'enterprise' }] },
      { all: [{ not: { time: { days: ['mon'], from: '09:00', to: '18:00', timezone: 'Europe/Paris' } } }] },
    ],
    namespace: { name: 'search', range: [0, 50], by: 'accountId' },
    rollout: { ramp: [{ at: '2030-01-01', percentage: 50 }], mode: 'linear', by: 'accountId', seed: 's' },
    serve: { split: { on: 1, off: 1 }, by: 'accountId', seed: 's' },
  },
];

const flag: FlagDocument = {
  kind: 'flag',
  key: 'everything',
  type: 'boolean',
  rules,
  overrides: [{ attribute: 'userId', value: 'u-1', serve: 'on', expires: '2030-01-01' }],
  prerequisites: [{ flag: 'dark-mode', variants: ['on'] }],
  holdout: { name: 'q1', percentage: 5 },
  metadata: { ticket: 'X-1' },
  schedule: [{ at: '2030-01-01', set: { status: 'active', off: 'off', default: 'on', rules: [], overrides: [] } }],
  environments: {
    production: { status: 'active', off: 'off', default: 'on', rules: [], overrides: [], schedule: [] },
  },
};

describe.skipIf(CHROMIUM === undefined)('the forms of documents', () => {
  it(
    'have a field for everything that the schema has, and every operator',
    async () => {
      const { url, management } = await startDemo();
      await management.set(flag);
      const page = await visit(url, '/flags/everything?env=*');
      const found = new Set<string>();
      const collect = async (): Promise<void> => {
        const names = await page
          .locator('[data-field]')
          .evaluateAll((elements) => elements.map((element) => element.getAttribute('data-field')!));
        names.forEach((name) => found.add(name));
      };
      await page.getByRole('button', { name: 'Edit Everything' }).click();
      await page.getByRole('combobox', { name: 'How the share rises' }).waitFor();
      await collect();
      const operators = await page
        .getByRole('combobox', { name: 'Operator' })
        .first()
        .locator('option')
        .evaluateAll((options) => options.map((option) => option.getAttribute('value')));
      // What an expression means is tried where it is written.
      await page.getByLabel('Cron expression').fill('0 10 * * 6#1');
      const firings = page.getByText('Fires next, in Europe/Paris:');
      await firings.waitFor();
      expect((await firings.textContent())!.match(/Sat, /g)).toHaveLength(5);
      await page.getByRole('combobox', { name: 'Operator' }).first().selectOption('matches');
      await page.getByRole('textbox', { name: 'Pattern', exact: true }).fill('^beta-\\d+$');
      const tried = page.getByRole('textbox', { name: 'Try a value against the pattern' });
      await tried.fill('BETA-12');
      await page.getByText('matches', { exact: true }).last().waitFor();
      await tried.fill('beta-x');
      await page.getByText('does not match', { exact: true }).waitFor();
      await page.getByRole('textbox', { name: 'Pattern', exact: true }).fill('(?=x)');
      await page.getByText('not a valid pattern', { exact: true }).waitFor();
      expect(await violationsOn(page)).toEqual([]);
      for (const env of ['*', 'production']) {
        for (const tab of ['', '/overrides', '/schedule', '/prerequisites', '/settings']) {
          await page.goto(`${url}/flags/everything${tab}?env=${env}`);
          await page.locator('[data-field]').first().waitFor();
          await collect();
        }
      }
      await page.goto(`${url}/segments/enterprise`);
      await page.getByText('Settings', { exact: true }).click();
      await page.getByLabel('Tags').fill('sales, b2b');
      await collect();
      await page.getByRole('button', { name: 'Review and save…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
      await expect.poll(() => management.get('segment:enterprise')).toMatchObject({ tags: ['sales', 'b2b'] });
      await page.goto(`${url}/environments/staging`);
      await page.getByRole('button', { name: 'Change…' }).click();
      await page.getByRole('dialog').waitFor();
      await collect();
      const wanted = [...fieldsOfDocuments()];
      expect(wanted.length).toBeGreaterThan(80);
      expect(wanted.filter((name) => ![...found, ...JSON_ONLY].includes(name))).toEqual([]);
      const known = [...JSON.stringify(schema.$defs).matchAll(/"operator":(\{[^}]*\})/g)].flatMap(([, each]) => {
        const { const: one, enum: several = [one!] } = JSON.parse(each!) as { const?: string; enum?: string[] };
        return several;
      });
      expect(known.length).toBe(27);
      expect(new Set(operators)).toEqual(new Set(known));
    },
    LONG_WALK_MS,
  );
});
