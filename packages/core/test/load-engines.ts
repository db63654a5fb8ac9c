import { validateDocument } from '../src/documents/parse-document.ts';

/** Loads every engine, so that documents can be parsed and compiled at once. */
export async function loadEngines(): Promise<void> {
  const when = [
    { attribute: 'a', operator: 'matches', value: 'a' },
    { attribute: 'a', operator: 'semver_eq', value: '1.2.3' },
    { attribute: 'a', operator: 'in_cidr', value: '::1' },
    { time: { cron: '0 9 * * *', duration: 'PT1H' } },
  ];
  await validateDocument({ kind: 'flag', key: 'f', type: 'boolean', rules: [{ when, serve: 'on' }] });
}
