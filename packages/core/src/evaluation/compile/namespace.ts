// Docs: docs/evaluation.md, "Namespaces"
import type { EvaluationContext } from '../../model/context.ts';
import type { Namespace } from '../../model/flag.ts';
import { parseAttribute, readAttribute } from '../../targeting/attribute.ts';
import type { Attribute } from '../../targeting/attribute.ts';
import { bucketingValue, bucketPrefix, rolloutThreshold } from '../../targeting/bucket.ts';
import { firstAbove } from '../../targeting/murmur3.ts';
import type { HashPrefix } from '../../targeting/murmur3.ts';

export interface CompiledNamespace {
  /** Before, in and after the range. Adjacent ranges share no hash. */
  readonly cutPoints: readonly [start: number, end: number, all: number];
  readonly by: Attribute;
  readonly prefix: HashPrefix;
}

export function compileNamespace(namespace: Namespace | undefined): CompiledNamespace | undefined {
  if (namespace === undefined) return undefined;
  const { name, range, by } = namespace;
  return {
    cutPoints: [rolloutThreshold(range[0]), rolloutThreshold(range[1]), rolloutThreshold(100)],
    by: parseAttribute(by ?? 'targetingKey'),
    prefix: bucketPrefix('namespace', name),
  };
}

export function isInNamespace({ cutPoints, by, prefix }: CompiledNamespace, context: EvaluationContext): boolean {
  const value = bucketingValue(readAttribute(context, by));
  return value !== undefined && firstAbove(cutPoints, value, prefix) === 1;
}
