import multipart from '@fastify/multipart';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Source } from '../../kernel/ctx.ts';
import { newId } from '../../kernel/source.ts';
import type { Log } from '../telemetry/log.ts';
import { type BindOptions, bind } from './bind.ts';
import { refuseBroken } from './broken-request.ts';
import { sendError } from './envelope.ts';
import { endEventStreams } from './events.ts';
import type { Binding } from './handler.ts';
import { bareHeaders, securityHeaders } from './headers.ts';
import { requestIds } from './request-id.ts';
import { RequestLog } from './request-log.ts';
import { answerUnknown } from './unknown-address.ts';
import { validatorCompiler } from './validators.ts';

export interface ServerOptions extends BindOptions {
  readonly bindings: readonly Binding[];
  readonly log: Log;
  readonly source: Source;
  /** CIDR ranges whose X-Forwarded-* headers are believed. Empty: nobody's. */
  readonly trustedProxies: readonly string[];
  readonly https: boolean;
  /** Called once per answered request. */
  readonly observe: (request: { operation: string; status: number; seconds: number }) => void;
  /** Pages, health, metrics: whatever is served beside the API. */
  readonly extend: (app: FastifyInstance) => Promise<void>;
}

const maxJsonBytes = 1024 * 1024;
const maxParamLength = 200;

/** The HTTP server with every operation bound; not listening yet. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = options.log;
  const bare = bareHeaders(options);
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds(options.source),
    childLoggerFactory: (log, bindings, child) => new RequestLog(() => log.child(bindings, child)),
    bodyLimit: maxJsonBytes,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    requestTimeout: 0,
    connectionTimeout: 0,
    return503OnClosing: true,
    exposeHeadRoutes: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    ajv: { customOptions: {} },
    routerOptions: { maxParamLength, ignoreTrailingSlash: false, caseSensitive: true },
    frameworkErrors: (error, request, reply) =>
      void sendError(request, reply.headers(bare).header('x-request-id', request.id), error),
    clientErrorHandler: refuseBroken({
      headers: bare,
      newRequestId: () => newId(options.source),
      log: options.log,
    }),
  });
  // Slow headers end after 20 s (slowloris); bodies of uploads may take as long as they keep moving.
  app.server.headersTimeout = 20_000;
  app.server.keepAliveTimeout = 65_000;
  app.setValidatorCompiler(validatorCompiler);
  app.setErrorHandler((error, request, reply) => sendError(request, reply, error));
  app.removeContentTypeParser('text/plain');
  // Closing waits for answers under way; a stream of events ends only when told to.
  app.addHook('preClose', async () => endEventStreams(app));
  app.addHook('onSend', securityHeaders({ https: options.https }));
  app.addHook('onResponse', (request, reply, done) => {
    const operation = operationOf(request);
    const seconds = reply.elapsedTime / 1000;
    options.observe({ operation, status: reply.statusCode, seconds });
    if (options.log.isLevelEnabled('info')) {
      const ms = Math.round(reply.elapsedTime);
      const { id: reqId, method } = request;
      // Not by the request's own log, whose making costs more than the line.
      options.log.info({ reqId, method, operation, status: reply.statusCode, ms }, 'request');
    }
    done();
  });
  await app.register(multipart, {
    limits: { fieldNameSize: 100, fieldSize: 64 * 1024, fields: 20, files: 1, headerPairs: 20, parts: 24 },
  });
  for (const binding of options.bindings) bind(app, binding, options);
  await options.extend(app);
  app.setNotFoundHandler(answerUnknown(options.bindings));
  return app;
}

function operationOf(request: FastifyRequest): string {
  const { config } = request.routeOptions;
  return typeof config === 'object' && 'operationId' in config && typeof config.operationId === 'string'
    ? config.operationId
    : 'none';
}
