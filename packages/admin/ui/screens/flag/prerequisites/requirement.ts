import type { FlagDocument } from '@flagstaff/core';
import { useApi } from '../../../api/query.ts';
import { useEnvironment } from '../../../session/environment.ts';
import { useMe } from '../../../session/me.ts';
import type { StoredFlag } from '../../../../src/documents.ts';
import { draftCell } from '../model/cells.ts';
import { useDraft } from '../model/draft.ts';

/** Whether a prerequisite lets users through: all of them, none, or it depends on the user. */
export type Gate = 'open' | 'closed' | 'depends';

/** What a flag wants of one that it depends on, and what that does in the environment that is shown. */
export interface Requirement {
  /** The variants of which the other flag must serve one. */
  readonly variants: readonly string[];
  /** Undefined while the flags are read, and when one of them does not exist or cannot be understood. */
  readonly gate: Gate | undefined;
}

/**
 * Reads what a flag wants of one that it depends on. For the flag that is edited, the draft counts.
 *
 * @param enabled False: read nothing.
 */
export function useRequirement(from: string, to: string, enabled: boolean): Requirement {
  const { environments } = useMe();
  const [environment] = useEnvironment();
  const dependent = useFlag(from, enabled);
  const wanted = useFlag(to, enabled);
  const { variants = [] } = dependent?.flag.prerequisites?.find(({ flag }) => flag === to) ?? {};
  const cell = wanted && draftCell(wanted.stored, wanted.flag, environment, environments);
  return { variants, gate: cell && variants.length > 0 ? gateOf(cell, variants) : undefined };
}

function gateOf({ soleVariant, status }: NonNullable<ReturnType<typeof draftCell>>, variants: readonly string[]): Gate {
  if (soleVariant !== null) return variants.includes(soleVariant) ? 'open' : 'closed';
  // Without an off variant, it serves the program's default, which is no variant.
  return status === 'active' ? 'depends' : 'closed';
}

function useFlag(
  key: string,
  enabled: boolean,
): { readonly stored: StoredFlag; readonly flag: FlagDocument } | undefined {
  const { base, settled } = useDraft();
  const isDraft = key === settled.value.key;
  const exists = useExists(key, enabled && !isDraft);
  const { data } = useApi('GET /{kind}/{key}', { params: { kind: 'flags', key } }, { enabled: exists });
  if (isDraft) return { stored: base.value.flag, flag: settled.value };
  const stored = data?.data as StoredFlag | undefined;
  return stored && { stored, flag: stored };
}

/** Whether a flag exists, as far as it is worth reading it. A key of the draft may be one that is being typed. */
function useExists(key: string, enabled: boolean): boolean {
  const { base, settled } = useDraft();
  const isNamedBy = ({ prerequisites = [] }: FlagDocument): boolean => prerequisites.some(({ flag }) => flag === key);
  const isTyped = isNamedBy(settled.value) && !isNamedBy(base.value.flag);
  const { data } = useApi(
    'GET /{kind}',
    { params: { kind: 'flags' }, query: { q: key, limit: 20 } },
    { enabled: enabled && isTyped && key !== '', keep: true },
  );
  return enabled && key !== '' && (!isTyped || data?.data.items.some((item) => item.key === key) === true);
}
