import type { Me } from '../../api/types.ts';

type Environment = Me['environments'][number];

/** An environment in the order of inheritance. */
export interface TreeItem {
  readonly environment: Environment;
  /** 0 for one without a parent. */
  readonly depth: number;
}

/** Returns parents before their children. An environment whose parent does not exist is a root. */
export function treeOf(environments: readonly Environment[]): readonly TreeItem[] {
  const keys = new Set(environments.map(({ key }) => key));
  const below = (parent: string | undefined, depth: number, path: readonly string[]): readonly TreeItem[] =>
    environments
      .filter((each) => (each.parent !== undefined && keys.has(each.parent) ? each.parent : undefined) === parent)
      .filter(({ key }) => !path.includes(key))
      .flatMap((environment) => [
        { environment, depth },
        ...below(environment.key, depth + 1, [...path, environment.key]),
      ]);
  return below(undefined, 0, []);
}

/** Returns the environments that inherit from one, directly or not. */
export function heirsOf(environments: readonly Environment[], key: string): readonly string[] {
  const children = environments.filter(({ parent }) => parent === key).map((each) => each.key);
  return children.flatMap((child) => [
    child,
    ...heirsOf(
      environments.filter((each) => each.key !== key),
      child,
    ),
  ]);
}
