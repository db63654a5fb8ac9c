import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { getLanguageService, TextDocument } from 'vscode-json-languageservice';
import type { Diagnostic, LanguageServiceParams } from 'vscode-json-languageservice';

const require = createRequire(import.meta.url);
/** The file of the example, where an editor opens it. */
const EXAMPLE = new URL('../../../examples/three-frameworks/', import.meta.url);

const SUPPORT: LanguageServiceParams = {
  schemaRequestService: (uri) => readFile(fileURLToPath(uri), 'utf8'),
  workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
};
/** The JSON support of an editor, which finds the schema by the `$schema` of a file. */
const editor = getLanguageService(SUPPORT);

function open(text: string) {
  const document = TextDocument.create(pathToFileURL(`${fileURLToPath(EXAMPLE)}/opened.json`).href, 'json', 1, text);
  return { document, json: editor.parseJSONDocument(document) };
}

const messagesOf = (found: readonly Diagnostic[]): string[] =>
  found.map(({ message }) => (typeof message === 'string' ? message : message.value));

/** Returns the messages of an editor for a file. */
async function faults(text: string): Promise<string[]> {
  const { document, json } = open(text);
  return messagesOf(await editor.doValidation(document, json));
}

/** Returns what an editor suggests at the `|` in a text. */
async function suggestions(marked: string): Promise<string[]> {
  const offset = marked.indexOf('|');
  const { document, json } = open(marked.replace('|', ''));
  const list = await editor.doComplete(document, document.positionAt(offset), json);
  return (list?.items ?? []).map(({ label }) => label);
}

const example = await readFile(new URL('flags.example.json', EXAMPLE), 'utf8');
const { $schema } = JSON.parse(example) as { $schema: string };
const file = (documents: string): string => `{ "$schema": ${JSON.stringify($schema)}, "documents": [${documents}] }`;

describe('the JSON Schema of a file, in an editor', () => {
  it('accepts the file of the example, and what programs write into it', async () => {
    expect(await faults(example)).toEqual([]);
    const stored = '{ "kind": "flag", "key": "a", "type": "boolean", "version": 3, "updatedBy": "ada" }';
    expect(await faults(file(stored).replace('"documents"', '"deleted": { "flag:b": 2 }, "documents"'))).toEqual([]);
  });

  it.each([
    ['{ "kind": "flag", "key": "a", "type": "bool" }', /not accepted/],
    ['{ "kind": "flag", "key": "a", "type": "boolean", "defualt": "on" }', /defualt/],
    ['{ "kind": "flag", "type": "boolean" }', /"key"/],
    [
      '{ "kind": "flag", "key": "a", "type": "boolean", "rules": [{ "rollout": { "percentage": 200 }, "serve": "on" }] }',
      /100/,
    ],
  ])('finds the fault in %s', async (document, message) => {
    expect((await faults(file(document))).join('\n')).toMatch(message);
  });

  it('completes kinds, fields, types and operators', async () => {
    expect(await suggestions(file('{ "kind": | }'))).toEqual(
      expect.arrayContaining(['"flag"', '"segment"', '"environment"']),
    );
    const flag = await suggestions(file('{ "kind": "flag", | }'));
    expect(flag).toEqual(expect.arrayContaining(['key', 'type', 'default', 'rules', 'overrides', 'description']));
    expect(await suggestions(file('{ "kind": "flag", "key": "a", "type": | }'))).toEqual(
      expect.arrayContaining(['"boolean"', '"string"', '"number"', '"object"']),
    );
    const rule =
      '{ "kind": "flag", "key": "a", "type": "boolean", "rules": [{ "when": { "attribute": "plan", "operator": | } }] }';
    expect(await suggestions(file(rule))).toEqual(expect.arrayContaining(['"eq"', '"in"', '"starts_with"']));
  });

  it('checks a bare list, which has no place for `$schema`, by a setting of the editor', async () => {
    const configured = getLanguageService(SUPPORT);
    configured.configure({
      schemas: [
        { fileMatch: ['opened.json'], uri: pathToFileURL(require.resolve('@flagstaff/core/file.schema.json')).href },
      ],
    });
    const problems = async (text: string): Promise<string> => {
      const { document } = open(text);
      const found = await configured.doValidation(document, configured.parseJSONDocument(document));
      return messagesOf(found).join('\n');
    };
    expect(await problems('[{ "kind": "segment", "key": "a", "include": ["u1"] }]')).toBe('');
    expect(await problems('[{ "kind": "segment", "key": "a", "includes": ["u1"] }]')).toContain('includes');
    expect(await problems('{ "flags": [] }')).toContain('documents');
  });
});
