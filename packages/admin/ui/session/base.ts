/** `*` stands for the flags without an environment's patches. */
export const BASE = '*';
