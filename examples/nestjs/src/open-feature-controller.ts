import { Controller, Get, Inject } from '@nestjs/common';
import { RequireFlagsEnabled, StringFeatureFlag } from '@openfeature/nestjs-sdk';
import type { EvaluationDetails } from '@openfeature/server-sdk';
import { firstValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { Prices } from './prices.ts';

/** Depends on OpenFeature only. */
@Controller()
export class OpenFeatureController {
  readonly #prices: Prices;

  // `@Inject` names the dependency, so the compiler need not emit types.
  constructor(@Inject(Prices) prices: Prices) {
    this.#prices = prices;
  }

  @Get('checkout')
  async checkout(
    @StringFeatureFlag({ flagKey: 'checkout', defaultValue: 'four steps' })
    feature: Observable<EvaluationDetails<string>>,
  ): Promise<object> {
    const { value, variant, reason } = await firstValueFrom(feature);
    return { checkout: value, variant, reason };
  }

  @Get('beta')
  @RequireFlagsEnabled({ flags: [{ flagKey: 'beta' }] })
  beta(): object {
    return { page: 'Welcome to the beta.' };
  }

  @Get('price')
  async price(): Promise<object> {
    return { price: await this.#prices.of(50) };
  }
}
