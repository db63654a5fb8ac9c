/** The ten flags of a request: five are on, five have a rule on the plan. All users here have that plan, so all apps agree. */
export const ALWAYS = ['on-0', 'on-1', 'on-2', 'on-3', 'on-4'];
export const BY_PLAN = ['plan-0', 'plan-1', 'plan-2', 'plan-3', 'plan-4'];
export const TEN = [...ALWAYS, ...BY_PLAN];
export const PLAN = 'pro';

/** Counts the flags that are on, so that the engine cannot skip a check. */
export function count(isOn) {
  let on = 0;
  for (const key of TEN) if (isOn(key)) on++;
  return on;
}

export async function countAsync(isOn) {
  let on = 0;
  for (const key of TEN) if (await isOn(key)) on++;
  return on;
}
