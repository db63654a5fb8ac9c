import { setImmediate as turn } from 'node:timers/promises';
import { flagCallsIn } from './flag-calls.ts';
import { parseSource } from './parse-source.ts';
import { placeIn } from './place-in.ts';
import type { SourceCode } from './source-files.ts';

/** A place in the code that names a flag. */
export interface Reference {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly method: string;
  readonly key: string;
}

/** A file that is not valid JavaScript or TypeScript. */
export interface Unparsed {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface References {
  readonly references: readonly Reference[];
  /** Calls whose key is computed, so that it is not known here. Without `value`, which other objects have too. */
  readonly computed: readonly Omit<Reference, 'key'>[];
  readonly unparsed: readonly Unparsed[];
}

/** Finds the calls that name flags. Lets timers run between files, such as that of a progress. */
export async function findReferences(sources: readonly SourceCode[], methods: readonly string[]): Promise<References> {
  const references: Reference[] = [];
  const computed: Omit<Reference, 'key'>[] = [];
  const unparsed: Unparsed[] = [];
  for (const { file, text } of sources) {
    await turn();
    const parsed = parseSource(file, text);
    if (!parsed.ok) {
      unparsed.push({ file, ...placeIn(text, parsed.offset), message: parsed.message });
      continue;
    }
    for (const { call, method, key } of flagCallsIn(parsed.program, methods)) {
      const at = { file, ...placeIn(text, call.start), method };
      if (key !== undefined) references.push({ ...at, key });
      else if (method !== 'value') computed.push(at);
    }
  }
  return { references, computed, unparsed };
}
