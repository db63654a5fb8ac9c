import { count } from '@flagstaff/spec';

/** Every day, one case in so many runs through an entry point: all run through core, which the others use. */
export const oneCaseIn = (door: string): number => (door === 'core' ? 1 : count(5, 1));
