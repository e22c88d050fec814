/**
 * The whole of postgresql.conf, sized for a box of two cores and 2 GB that also runs Node.
 * Changing a line here makes the next start restart an adopted server, because the file no longer matches.
 */
export function renderSettings(binariesVersion: string): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return [
    `# Written by CRP at every start; edits are lost. PostgreSQL build ${binariesVersion}.`,
    ...lines,
    '',
  ].join('\n');
}

const settings = {
  listen_addresses: "'127.0.0.1'",
  unix_socket_permissions: '0700',
  max_connections: '60',
  password_encryption: "'scram-sha-256'",

  // Durability: an acknowledged commit survives a power cut.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',

  shared_buffers: "'256MB'",
  effective_cache_size: "'1GB'",
  work_mem: "'8MB'",
  maintenance_work_mem: "'128MB'",
  max_parallel_workers_per_gather: '1',
  max_parallel_maintenance_workers: '1',
  // Compiling a plan costs more than our short statements take.
  jit: 'off',
  random_page_cost: '1.1',

  // Bulk ingest: few checkpoints, so that a page is written in full once and not every few seconds.
  max_wal_size: "'2GB'",
  min_wal_size: "'256MB'",
  checkpoint_timeout: "'15min'",
  wal_compression: 'pglz',

  // A statement of an app that was killed ends within this time and cannot commit behind its successor's back.
  client_connection_check_interval: "'2s'",
  idle_in_transaction_session_timeout: "'10min'",

  // After an import plans rest on old statistics until the next round: seconds, not the minute it would be.
  autovacuum_naptime: "'5s'",

  timezone: "'UTC'",
  log_timezone: "'UTC'",
  lc_messages: "'C'",
  log_line_prefix: "'%m [%p] '",
  log_checkpoints: 'off',
  log_min_duration_statement: "'5s'",
  // A statement's parameters may be customer data or secrets.
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
} as const;

/** pg_hba.conf: nobody gets in without the generated password, not even over the Unix socket. */
export const clientAuthentication = `# Written by CRP.
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
`;

/** The superuser that initdb creates; the application itself works under a lesser role. */
export const adminUser = 'crp_admin';
