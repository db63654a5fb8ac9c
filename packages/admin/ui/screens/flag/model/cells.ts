import type { DocumentId, FlagDocument, StoredDocument } from '@flagstaff/core';
import { effectiveFlag } from '@flagstaff/core/management';
import type { EffectiveFlag } from '@flagstaff/core/management';
import type { FlagCell } from '../../../../src/client.ts';
import { cellOf } from '../../../../src/flag-cells.ts';
import type { Me } from '../../../api/types.ts';
import { BASE } from '../../../session/base.ts';
import type { StoredFlag } from '../../../../src/documents.ts';

type Environments = Me['environments'];

/** Returns the environments as documents: what patches need of them. */
export function environmentDocuments(environments: Environments): ReadonlyMap<DocumentId, StoredDocument> {
  return new Map(
    environments.map(({ key, parent }) => [
      `environment:${key}`,
      {
        kind: 'environment',
        key,
        ...(parent === undefined ? {} : { parent }),
        version: 1,
        createdAt: '',
        updatedAt: '',
      },
    ]),
  );
}

/** Returns what a draft does in a place, as lists show it. Undefined when the draft cannot be understood. */
export function draftCell(
  stored: StoredFlag,
  flag: FlagDocument,
  place: string,
  environments: Environments,
): FlagCell | undefined {
  const byId = environmentDocuments(environments);
  const documents = { byId, revision: undefined, of: () => [] };
  try {
    const environment = place === BASE ? undefined : place;
    return cellOf({ ...storageFields(stored), ...flag }, environment, {
      documents,
      rejected: new Set(),
      at: new Date(),
    });
  } catch {
    return undefined;
  }
}

const storageFields = ({
  version,
  createdAt,
  updatedAt,
}: StoredFlag): Pick<StoredFlag, 'version' | 'createdAt' | 'updatedAt'> => ({
  version,
  createdAt,
  updatedAt,
});

/** Returns the flag as a place has it at an instant. Undefined when it cannot be understood. */
export function flagIn(
  flag: FlagDocument,
  place: string,
  at: Date,
  environments: Environments,
): EffectiveFlag | undefined {
  try {
    const documents = environmentDocuments(environments);
    return effectiveFlag(flag, { documents, environment: place === BASE ? undefined : place, at });
  } catch {
    return undefined;
  }
}
