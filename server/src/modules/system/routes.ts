import { answers, type Binding, serves } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import { completeSetUp, isSetUpRequired } from '../auth/facade.ts';
import { getPhase2Health, getSystemOrigin, setUp, streamEvents } from './contract.ts';
import { healthOf } from './health.ts';
import { originOf } from './origin.ts';
import { eventStreams } from './stream.ts';

export const routes = (platform: Platform): readonly Binding[] => {
  const streams = eventStreams(platform);
  return [
    answers(getSystemOrigin, async () => originOf(platform, await isSetUpRequired(platform))),
    answers(setUp, (request, { body }) => completeSetUp(platform, request, body)),
    serves(getPhase2Health, (request) => healthOf(platform, request)),
    serves(streamEvents, (request, { query }) => streams.open(request, query.since)),
  ];
};
