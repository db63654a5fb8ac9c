import { Injectable } from '@nestjs/common';
import { OpenFeatureClient } from '@openfeature/nestjs-sdk';
import type { Client } from '@openfeature/server-sdk';

/** Has no access to the request: OpenFeature's interceptor sets the user in the transaction context. */
@Injectable()
export class Prices {
  readonly #flags: Client;

  constructor(@OpenFeatureClient() flags: Client) {
    this.#flags = flags;
  }

  async of(price: number): Promise<number> {
    const percent = await this.#flags.getNumberValue('discount', 0);
    return (price * (100 - percent)) / 100;
  }
}
