import type { DocumentId } from '../model/document.ts';
import { CAPABILITIES } from '../storage/capabilities.ts';
import type { Capability } from '../storage/capabilities.ts';
import type { ClientInternals } from './client-internals.ts';

/** What a client knows about its store and its own settings. */
export interface ClientDescription {
  /** The name of the storage backend, such as `redis`. */
  readonly storage: string;
  /** The optional methods that the backend has. */
  readonly capabilities: readonly Capability[];
  /** The ids of documents whose latest version cannot be understood. */
  readonly rejected: readonly DocumentId[];
  /** Returns whether an attribute is one of `privateAttributes`, or part of one. */
  readonly isPrivate: (attribute: string) => boolean;
}

export function describeClient({ storage, ruleset, privateAttributes }: ClientInternals): ClientDescription {
  return {
    storage: storage.name,
    capabilities: CAPABILITIES.filter((name) => typeof storage[name] === 'function'),
    rejected: [...ruleset().rejected.keys()] as DocumentId[],
    isPrivate: (attribute) => privateAttributes.hides(attribute, {}),
  };
}
