import type { Role } from '../../api/schema.ts';

export const roles: readonly Role[] = ['MEMBER', 'VERIFIER', 'AUDITOR', 'WORKSPACE_ADMIN'];
