import { Module } from '@nestjs/common';
import type { DynamicModule, ExecutionContext } from '@nestjs/common';
import { OpenFeatureModule } from '@openfeature/nestjs-sdk';
import type { Provider } from '@openfeature/server-sdk';
import type { Request } from 'express';
import { ExpressController } from './express-controller.ts';
import { OpenFeatureController } from './open-feature-controller.ts';
import { Prices } from './prices.ts';
import { visitorOf } from './visitor.ts';

@Module({ controllers: [OpenFeatureController, ExpressController], providers: [Prices] })
// oxlint-disable-next-line typescript/no-extraneous-class -- a Nest module is a class, and its decorator contains everything
class AppModule {}

/** The app's module. OpenFeature's module uses the context factory for all evaluations of a request. */
export function appModule(provider: Provider): DynamicModule {
  const flags = OpenFeatureModule.forRoot({
    defaultProvider: provider,
    contextFactory: (context: ExecutionContext) => visitorOf(context.switchToHttp().getRequest<Request>()),
  });
  return { module: AppModule, imports: [flags] };
}
