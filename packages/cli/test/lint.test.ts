import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '@flagstaff/core';
import { sarifSchema } from './support/sarif.ts';
import { runIn, writeFiles } from './support/files.ts';
import type { Files } from './support/files.ts';

const flag = (more: object): object => ({ kind: 'flag', key: 'a', type: 'boolean', ...more });
const file = (...documents: readonly object[]): string => JSON.stringify({ documents }, null, 2);

interface Shown {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly id?: string;
  readonly path?: string;
  readonly message: string;
}

async function lint(files: Files, ...argv: readonly string[]): Promise<{ code: number; findings: readonly Shown[] }> {
  const folder = await writeFiles(files);
  const names = argv.length > 0 ? argv : Object.keys(files);
  const { code, stdout, stderr } = await runIn(folder, ['lint', '--json', ...names]);
  expect(code, stderr).toBeLessThan(2);
  return { code, findings: JSON.parse(stdout) as readonly Shown[] };
}

const FAULTY = `{
  "documents": [
    { "kind": "segment", "key": "lonely" },
    { "kind": "environment", "key": "eu-west" },
    {
      "kind": "flag",
      "key": "a",
      "type": "boolean",
      "rules": [
        { "serve": "on" },
        { "when": { "attribute": "x", "operator": "exists" }, "serve": "off" }
      ],
      "environments": { "eu-west": { "rules": [{ "rollout": { "percentage": 0 }, "serve": "on" }] } },
      "overrides": [{ "attribute": "u", "value": 1, "serve": "on", "expires": "2020-01-01" }],
      "schedule": [{ "at": "2020-01-01", "set": { "default": { "split": { "on": 0, "off": 1 } } } }]
    },
    { "kind": "flag", "key": "b", "type": "boolean", "prerequisites": [{ "flag": "none", "variants": ["on"] }] }
  ]
}
`;

describe('the output of lint', () => {
  it.each(['text', 'github', 'json'])('is %s', async (format) => {
    const folder = await writeFiles({ 'flags.json': FAULTY });
    const { code, stdout, stderr } = await runIn(folder, ['lint', '--format', format]);
    expect([code, stderr]).toEqual([1, '1 error, 6 warnings in 1 file.\n']);
    await expect(stdout).toMatchFileSnapshot(`golden/lint-${format}.txt`);
  });

  it('is a valid SARIF log', async () => {
    const folder = await writeFiles({ 'my flags/flags.json': FAULTY });
    const { stdout } = await runIn(folder, ['lint', '--format', 'sarif', '**/*.json']);
    const log = JSON.parse(stdout);
    const validate = new Ajv({ allErrors: true, strict: true }).compile(sarifSchema);
    expect([validate(log), validate.errors]).toEqual([true, null]);
    const [{ results, tool }] = log.runs;
    expect(results).toHaveLength(7);
    expect(results[1]).toMatchObject({
      ruleId: 'unreachable-rule',
      level: 'warning',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'my%20flags/flags.json' },
            region: { startLine: 11, startColumn: 9, endLine: 11, endColumn: 79 },
          },
        },
      ],
    });
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it('names files from the root of the repository in annotations', async () => {
    const folder = await writeFiles({ 'app/flags.json': '[' });
    const env = { GITHUB_WORKSPACE: folder };
    const { stdout } = await runIn(`${folder}/app`, ['lint', '--format', 'github'], { env });
    expect(stdout).toContain('::error file=app/flags.json,line=1,');
  });

  it('lets stored text control neither the terminal nor annotations', async () => {
    const hostile = 'x\n::error::gone%\u001B[2J\u202E';
    const folder = await writeFiles({ 'flags.json': file(flag({ key: hostile })) });
    const text = await runIn(folder, ['lint']);
    expect(text.stdout.trimEnd().split('\n')).toHaveLength(1);
    for (const character of ['\u001B', '\u202E']) expect(text.stdout).not.toContain(character);
    const github = await runIn(folder, ['lint', '--format', 'github']);
    expect(github.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(github.stdout).toContain('flag:x%0A::error::gone%25');
  });
});

describe('lint finds', () => {
  it.each<[what: string, text: string, expected: readonly (string | number)[]]>([
    ['text that is not JSON', '{\n  "documents": [,]\n}', ['syntax', 2, 17]],
    ['a comment', '[] // none', ['syntax', 1, 4]],
    ['an empty file', '', ['syntax', 1, 1]],
    ['a file without documents', '{ "flags": [] }', ['format', 1, 1]],
    ['a text', '"documents"', ['format', 1, 1]],
    ['nesting that overflows the stack', '['.repeat(200_000), ['syntax', 1, 1]],
    ['nesting that is too deep', `[${'['.repeat(LIMITS.nesting)}${']'.repeat(LIMITS.nesting)}]`, ['invalid', 1, 2]],
    [
      'a name that occurs twice',
      '[{ "kind": "flag", "key": "a", "type": "boolean",\n  "off": "off", "off": "on" }]',
      ['duplicate-name', 2, 17],
    ],
    ['a document that is null', '[null]', ['invalid', 1, 2]],
    ['a document twice', `[${JSON.stringify(flag({}))},\n${JSON.stringify(flag({}))}]`, ['duplicate-document', 2, 22]],
    ['an unknown variant', '[{ "kind": "flag", "key": "a", "type": "boolean",\n "default": "x" }]', ['invalid', 2, 13]],
    ['an unknown field', '[{ "kind": "flag", "key": "a", "type": "boolean",\n "x": 1 }]', ['invalid', 2, 7]],
    [
      'a full rollout',
      file(flag({ rules: [{ rollout: { percentage: 100 }, serve: 'on' }] })),
      ['full-rollout', 10, 27],
    ],
  ])('%s', async (_what, text, [rule, line, column]) => {
    const { code, findings } = await lint({ 'flags.json': text });
    expect(code).toBe(1);
    expect(findings).toMatchObject([{ rule, line, column }]);
  });

  it('a reference to a document that no file has', async () => {
    const rules = [{ when: { segment: 'staff' }, serve: 'on' }];
    const files = { 'flags.json': file(flag({ rules })), 'segments.json': file({ kind: 'segment', key: 'staff' }) };
    expect(await lint(files)).toMatchObject({ code: 0, findings: [] });
    const { findings } = await lint(files, 'flags.json');
    expect(findings).toMatchObject([{ rule: 'reference', id: 'flag:a', path: '$.rules[0].when.segment' }]);
  });

  it('a document in two files', async () => {
    const { findings } = await lint({ 'a.json': file(flag({})), 'b.json': file(flag({})) });
    expect(findings).toMatchObject([
      { file: 'b.json', rule: 'duplicate-document', message: 'is also in a.json:3; remove one' },
    ]);
  });

  it('a key that is a name of every object, once', async () => {
    const { findings } = await lint({ 'flags.json': file(flag({ key: 'constructor' })) });
    expect(findings.map(({ rule, path }) => [rule, path])).toEqual([['invalid', '$.key']]);
  });

  it('missing references beside an invalid document, and none to it', async () => {
    const rules = [
      { when: { segment: 'broken' }, serve: 'on' },
      { when: { segment: 'missing' }, serve: 'on' },
    ];
    const { findings } = await lint({
      'flags.json': file({ kind: 'segment', key: 'broken', include: 1 }, flag({ rules })),
    });
    expect(findings.map(({ rule, path }) => [rule, path])).toEqual([
      ['invalid', '$.include'],
      ['reference', '$.rules[1].when.segment'],
    ]);
  });

  it('nothing suspicious in documents that work', async () => {
    const { code, findings } = await lint({
      'flags.json': file(
        { kind: 'environment', key: 'production' },
        { kind: 'segment', key: 'staff' },
        { kind: 'segment', key: 'admins', parent: 'staff' },
        flag({
          overrides: [{ attribute: 'userId', value: 1, serve: 'on', expires: '2999-01-01' }],
          schedule: [{ at: '2999-01-01T00:00:00Z', set: { default: 'on' } }],
          rules: [
            { enabled: false, serve: 'on' },
            { rollout: { ramp: [{ at: '2020-01-01', percentage: 100 }] }, serve: 'on' },
            { rollout: { percentage: 50 }, serve: 'on' },
            { namespace: { name: 'n', range: [0, 50] }, serve: 'on' },
            { when: { segment: 'admins' }, serve: { split: { on: 1, off: 1 } } },
          ],
          environments: { production: { rules: [{ serve: 'on' }] } },
        }),
      ),
    });
    expect([code, findings]).toEqual([0, []]);
  });
});

describe('lint', () => {
  it('accepts as many warnings as --max-warnings says', async () => {
    const folder = await writeFiles({ 'flags.json': file({ kind: 'segment', key: 'lonely' }) });
    expect(await runIn(folder, ['lint'])).toMatchObject({ code: 1 });
    expect(await runIn(folder, ['lint', '--max-warnings', '1'])).toMatchObject({ code: 0 });
  });

  it('leaves out ignored files, installed packages and locks', async () => {
    const folder = await writeFiles({
      '.gitignore': 'dist\n',
      'flags.json': '[]',
      'flags.lock.json': '{',
      'dist/flags.json': '{',
      'node_modules/a/flags.json': '{',
    });
    expect(await runIn(folder, ['lint', '**/*.json'])).toMatchObject({
      code: 0,
      stderr: '0 errors, 0 warnings in 1 file.\n',
    });
  });

  it.each([
    [[], 'flags.json finds no file'],
    [['none/*.json'], 'none/*.json finds no file'],
    [['--max-warnings', 'x'], '--max-warnings must be a number'],
    [['--format', 'xml'], 'Allowed choices are'],
  ])('of %j exits with 2', async (argv, message) => {
    const { code, stdout, stderr } = await runIn(await writeFiles({}), ['lint', ...argv]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
