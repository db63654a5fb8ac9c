import { FlagstaffError } from '@flagstaff/core';
import express from 'express';

/**
 * Outside production, reading `req.flags` of a request that the middleware has not seen throws an error that says so, instead of the
 * `TypeError` of the next property.
 */
export function explainAbsence(): void {
  if (process.env['NODE_ENV'] === 'production' || Object.hasOwn(express.request, 'flags')) return;
  Object.defineProperty(express.request, 'flags', {
    configurable: true,
    get() {
      throw new FlagstaffError(
        'NO_CURRENT_FLAGS',
        '`req.flags` was read before `flags(flagstaff)` ran for the request. Mount it with `app.use` before the routes and middleware that read flags.',
      );
    },
    set(value: unknown) {
      Object.defineProperty(this, 'flags', { value, configurable: true, enumerable: true, writable: true });
    },
  });
}
