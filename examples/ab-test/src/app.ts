import { createFlagstaff } from '@flagstaff/core';
import type { FlagDocument, Flagstaff } from '@flagstaff/core';
import { flags } from '@flagstaff/koa';
import Koa from 'koa';
import { createExperiment } from './experiment.ts';
import type { Experiment } from './experiment.ts';

/** Half of the visitors see the existing button; a quarter each see a new one. */
const buyButton: FlagDocument = {
  kind: 'flag',
  key: 'buy-button',
  type: 'object',
  variants: {
    control: { label: 'Buy', color: 'gray' },
    urgent: { label: 'Buy now!', color: 'red' },
    friendly: { label: 'Take it home', color: 'green' },
  },
  default: { split: { control: 50, urgent: 25, friendly: 25 } },
};

export interface Shop {
  readonly flagstaff: Flagstaff;
  readonly app: Koa;
}

export function createShop(): Shop {
  const experiment = createExperiment('buy-button', ['control', 'urgent', 'friendly']);
  const flagstaff = createFlagstaff({ bootstrap: [buyButton], exposures: { sink: experiment } });
  return { flagstaff, app: createApp(flagstaff, experiment) };
}

function createApp(flagstaff: Flagstaff, experiment: Experiment): Koa {
  const app = new Koa();
  app
    // A browser gets a random id in a cookie, so it stays with its variant. `?user=` simulates users with curl.
    .use(flags(flagstaff, { context: (ctx) => ({ targetingKey: userFrom(ctx.query['user']) }), visitorCookie: true }))
    .use(async (ctx, next) => {
      if (ctx.path === '/') {
        ctx.body = ctx.flags.value('buy-button', { label: 'Buy', color: 'gray' });
      } else if (ctx.path === '/buy' && ctx.method === 'POST') {
        // `resolve` returns the variant without an exposure, since no button is shown here.
        experiment.recordPurchase(ctx.flags.resolve('buy-button').variant, ctx.flags.context.targetingKey);
        ctx.body = { thanks: true };
      } else if (ctx.path === '/results') {
        ctx.body = experiment.results();
      } else {
        await next();
      }
    });
  return app;
}

function userFrom(user: unknown): string | undefined {
  return typeof user === 'string' ? user : undefined;
}
