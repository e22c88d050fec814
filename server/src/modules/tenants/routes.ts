import { answers, type Binding, changes, reads } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import { getBranding, updateBranding } from './branding.ts';
import * as op from './contract.ts';
import { listTenants } from './tenants.ts';

/** `createTenant` is bound by auth, which also invites the first administrator. */
export function routes({ transactor }: Platform): readonly Binding[] {
  return [
    answers(op.listTenants, (_request, { query }) => listTenants(transactor, query)),
    reads(op.getBranding, getBranding),
    changes(op.updateBranding, updateBranding),
  ];
}
