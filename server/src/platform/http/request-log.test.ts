import Fastify, { LogController } from 'fastify';
import { describe, expect, it } from 'vitest';
import { createLog } from '../telemetry/log.ts';
import { RequestLog } from './request-log.ts';

describe('the log of a request', () => {
  it('writes as the log it stands for, with the request id, and is not made for a request that writes nothing', async () => {
    const lines: string[] = [];
    const loggerInstance = createLog({
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
    });
    let made = 0;
    const app = Fastify({
      loggerInstance,
      logController: new LogController({ disableRequestLogging: true }),
      genReqId: () => 'request-1',
      childLoggerFactory: (log, bindings, options) =>
        new RequestLog(() => {
          made += 1;
          return log.child(bindings, options);
        }),
    });
    app.get('/quiet', () => 'ok');
    app.get('/loud', (request) => {
      request.log.warn({ colour: 'red' }, 'careful');
      request.log.child({ step: 2 }).info('deeper');
      request.log.debug('unseen');
      return request.log.level;
    });
    await app.inject('/quiet');
    expect([made, lines]).toEqual([0, []]);
    expect((await app.inject('/loud')).payload).toBe('info');
    expect(made).toBe(1);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', reqId: 'request-1', colour: 'red', msg: 'careful' },
      { level: 'info', reqId: 'request-1', step: 2, msg: 'deeper' },
    ]);
    await app.close();
  });
});
