import type { SealedColumn } from '../../platform/crypto/sealed-column.ts';

export const totpSecretColumn: SealedColumn = {
  table: 'user_secrets',
  column: 'totp_secret',
  idColumn: 'user_id',
};

export const sealedColumns: readonly SealedColumn[] = [totpSecretColumn];
