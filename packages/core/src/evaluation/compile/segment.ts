import type { SegmentDocument } from '../../model/segment.ts';
import { parseAttribute } from '../../targeting/attribute.ts';
import type { CompiledSegment } from '../compiled.ts';
import { compileWhen } from './condition.ts';

export function compileSegment(segment: SegmentDocument): CompiledSegment {
  return {
    enabled: segment.enabled ?? true,
    parent: segment.parent,
    by: parseAttribute(segment.by ?? 'targetingKey'),
    include: compileMembers(segment.include),
    exclude: compileMembers(segment.exclude),
    stored: segment.members === 'stored',
    when: compileWhen(segment.when),
  };
}

/** Members compare as bucketing values do: 42 equals "42". */
function compileMembers(members: readonly (string | number)[] | undefined): ReadonlySet<string> | undefined {
  return members && new Set(members.map(String));
}
