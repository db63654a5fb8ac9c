import type { FlagstaffError } from '../model/error.ts';
import { inBackground } from '../timing/background.ts';
import type { Reader } from './reader.ts';

/** Returns a function that reads a store's warnings in the background, the first time that it is called. */
export function createStoreWarnings(
  reader: Pick<Reader, 'warnings'>,
  sink: { error(warning: FlagstaffError): void },
): () => void {
  let isRead = false;

  async function read(): Promise<void> {
    for (const warning of await reader.warnings()) sink.error(warning);
  }

  return () => {
    if (!isRead) inBackground(read);
    isRead = true;
  };
}
