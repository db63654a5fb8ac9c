import type { JsonObject } from '@flagstaff/core';
import type { CommandModule } from '../frame/command.ts';
import { parseJson, readDocuments, readText } from '../documents/read-input.ts';
import { wrongUse } from '../frame/failure.ts';
import { previewAudience, previewContexts } from '../writing/preview-contexts.ts';
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
  async run(context, [file], { contexts: path, at }) {
    const documents = await readDocuments(context.io, file);
    const sample = path === undefined ? undefined : contextsIn(await readText(context.io, path), path);
    const api = await context.api();
    const body = { changes: documents.map((set) => ({ set })), ...(at === undefined ? {} : { at }) };
    const data = sample === undefined ? await previewAudience(api, body) : await previewContexts(api, body, sample);
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
