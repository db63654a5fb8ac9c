import type { Document } from '../model/document.ts';
import { parseDocument } from './parse-document.ts';
import type { RefusedDocument } from './parse-document.ts';

/**
 * Validates a document's shape and meaning, including patterns and cron expressions. References are validated with the other
 * documents.
 */
export async function validateDocument(
  input: unknown,
): Promise<{ readonly ok: true; readonly document: Document } | RefusedDocument> {
  const parsed = parseDocument(input);
  const missing = parsed.ok ? parsed.facts.engines.filter((engine) => !engine.isLoaded) : [];
  if (missing.length === 0) return parsed;
  await Promise.all(missing.map((engine) => engine.load()));
  return parseDocument(input);
}
