import { Module, type DynamicModule, type InjectionToken, type ModuleMetadata } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { MetricsController } from '../metrics/metrics.controller.js';
import { HealthController } from './health.controller.js';
import { HEALTH_INDICATORS, type HealthIndicators } from './health-indicators.js';

interface HealthOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: InjectionToken[];
  // Nest hands over what `inject` names: their types are the app's business.
  readonly useFactory: (...injected: never[]) => HealthIndicators;
}

/** `/health/live`, `/health/ready` and `/metrics`, the same in every app. */
@Module({})
export class HealthModule {
  /** For indicators that need nothing from the injector. */
  static of(indicators: HealthIndicators): DynamicModule {
    return HealthModule.with({ useFactory: () => indicators });
  }

  static with({ imports = [], inject = [], useFactory }: HealthOptions): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      controllers: [HealthController, MetricsController],
      providers: [{ provide: HEALTH_INDICATORS, inject, useFactory }],
    };
  }
}
