import { type Binding, reads } from '../../platform/http/handler.ts';
import { listAuditEvents } from './contract.ts';
import { auditPage } from './service.ts';

export const routes = (): readonly Binding[] => [
  reads(listAuditEvents, (ctx, { query }) => auditPage(ctx, query)),
];
