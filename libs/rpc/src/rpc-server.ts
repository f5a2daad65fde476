import { Catch, type ArgumentsHost, type RpcExceptionFilter } from '@nestjs/common';
import { Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import { CarillonError } from '#libs/kernel';
import type { RemoteError } from './rpc.error.js';

/** For `app.connectMicroservice(rpcServer(config))`. */
export const rpcServer = ({ HOST, RPC_PORT }: { HOST: string; RPC_PORT: number }): MicroserviceOptions => ({
  transport: Transport.TCP,
  options: { host: HOST, port: RPC_PORT },
});

/** Carries our errors to the caller with their code; others become an opaque one and are reported here. */
@Catch()
export class RpcErrors implements RpcExceptionFilter {
  constructor(private readonly report: (error: unknown) => void) {}

  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    if (!(error instanceof CarillonError) || error.level === 'error') this.report(error);
    return throwError(() => remote(error));
  }
}

const remote = (error: unknown): RemoteError =>
  error instanceof CarillonError
    ? { code: error.code, message: error.message, retryable: error.retryable, detail: error.detail }
    : { code: 'internal', message: 'The look-up failed', retryable: true };
