import type { Document } from '../model/document.ts';
import { parseDocument } from './parse-document.ts';
import type { RefusedDocument } from './parse-document.ts';

/**
 * Validates a document's shape and meaning, with the engines that it needs. References are validated with the other
 * documents.
 */
export async function validateDocument(
  input: unknown,
): Promise<{ readonly ok: true; readonly document: Document } | RefusedDocument> {
  for (;;) {
    const parsed = parseDocument(input);
    const { engines } = parsed.ok ? parsed.facts : parsed;
    const missing = engines.filter((engine) => !engine.isLoaded);
    if (missing.length === 0) return parsed;
    // With one engine, a document may turn out to need another.
    await Promise.all(missing.map((engine) => engine.load()));
  }
}
