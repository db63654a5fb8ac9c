import type { FlagStatus } from '@flagstaff/core';
import { BASE } from '../session/base.ts';

/** The fields of documents in words. Others are shown by name. */
const NAMES: { readonly [field: string]: string } = {
  status: 'Status',
  default: 'Default',
  off: 'Off variant',
  rules: 'Rules',
  overrides: 'Overrides',
  schedule: 'Schedule',
  variants: 'Variants',
  prerequisites: 'Prerequisites',
  holdout: 'Holdout',
  clientSide: 'Client side',
  removeBy: 'Remove by',
  name: 'Name',
  description: 'Description',
  tags: 'Tags',
  owner: 'Owner',
  metadata: 'Metadata',
  seed: 'Seed',
  permanent: 'Permanent',
  type: 'Type',
  when: 'Conditions',
  include: 'Included',
  exclude: 'Excluded',
  parent: 'Parent',
  protected: 'Protected',
  by: 'Matched by',
};

/** The statuses of a flag in words. */
export const STATUS_NAMES: { readonly [status in FlagStatus]: string } = {
  active: 'On',
  inactive: 'Off',
  archived: 'Archived',
};

/** A field of a difference: its name, and the place that it belongs to. */
export interface FieldPlace {
  readonly label: string;
  /** An environment, or `BASE`. */
  readonly place: string;
  /** The name in the document. */
  readonly field: string;
}

/** Reads the name of a field of a difference, such as `environments.production.rules`. Names of environments may contain dots. */
export function fieldPlace(name: string): FieldPlace {
  const [, place = BASE, field = name] = /^environments\.(.+)\.(\w+)$/.exec(name) ?? [];
  const [root = field] = field.split('.');
  return { label: NAMES[root] ?? field, place, field: root };
}

/** `Rules`, or `Rules in production`. */
export function fieldText(name: string): string {
  const { label, place } = fieldPlace(name);
  return place === BASE ? label : `${label} in ${place}`;
}

/** How a place is named in sentences. */
export const nameOfPlace = (place: string): string => (place === BASE ? 'all environments' : place);
