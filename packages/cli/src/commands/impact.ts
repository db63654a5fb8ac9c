import type { JsonObject } from '@flagstaff/core';
import type { CommandModule } from '../frame/command.ts';
import { parseJson, readDocuments, readText } from '../documents/read-input.ts';
import { wrongUse } from '../frame/failure.ts';
import { previewText } from '../writing/preview-text.ts';
import { checkPreview } from '../writing/write-changes.ts';

interface Options {
  readonly contexts?: string;
  readonly at?: string;
}

/** `flagstaff impact` */
export const command: CommandModule<[file: string], Options> = {
  configure(command) {
    command
      .argument('<file>', 'JSON of changed documents; - for the standard input')
      .option('--contexts <ndjson>', "a file with one context per line; default: the app's own sample, if it has one")
      .option('--at <instant>', 'compare at an instant');
  },
  async run(context, [file], { contexts: sample, at }) {
    const documents = await readDocuments(context.io, file);
    const contexts = sample === undefined ? undefined : contextsIn(await readText(context.io, sample), sample);
    const api = await context.api();
    const { data: me } = await api.call('GET /me', {});
    const { data } = await api.call('POST /preview', {
      body: {
        changes: documents.map((set) => ({ set })),
        ...(contexts === undefined ? (me.audience ? { audience: true } : {}) : { contexts }),
        ...(at === undefined ? {} : { at }),
      },
    });
    checkPreview({ ...data, allowed: true });
    context.out.data(data, () => previewText(data, context.out));
    return undefined;
  },
};

function contextsIn(text: string, file: string): JsonObject[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, at) => {
    const parsed = parseJson(line, `Line ${at + 1} of ${file}`);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject;
    throw wrongUse(`Line ${at + 1} of ${file} is no JSON object.`);
  });
}
