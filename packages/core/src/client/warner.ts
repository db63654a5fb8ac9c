import { inBackground } from '../timing/background.ts';
import { rareParts } from './load-rare-parts.ts';
import type { WarningTopic } from './print-warning.ts';

/** Prints a warning, unless it was printed before. The hint of its topic is printed once. Of a cause, only its place is printed. */
export type Warn = (code: string, message: string, topic: WarningTopic, cause?: unknown) => void;

/** Maximum number of distinct warnings: messages may contain keys from outside. */
const MAX_WARNINGS = 100;

/** Returns a function that prints each distinct warning once. */
export function createWarner(): Warn {
  const printed = new Set<string>();
  return (code, message, topic, cause) => {
    const text = `${code} ${message}`;
    if (printed.size >= MAX_WARNINGS || printed.has(text)) return;
    const isNew = !printed.has(topic);
    printed.add(text).add(topic);
    inBackground(async () => {
      const { printWarning } = await rareParts();
      printWarning(code, message, isNew ? topic : undefined, cause);
    });
  };
}
