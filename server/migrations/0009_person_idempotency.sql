-- Idempotency-Key of changes without a tenant: of a person's own account, and of the platform's operators. The claim commits before
-- the change and its answer after it, so a row without an answer is a change that runs, or that was cut off.
create table person_idempotency_keys (
  user_id uuid not null references users on delete cascade,
  operation text not null check (length(operation) <= 100),
  key text not null check (length(key) between 1 and 255),
  -- HMAC: the request may hold a password.
  request_hash bytea not null check (length(request_hash) = 32),
  answered boolean not null default false,
  response jsonb,
  created_at timestamptz not null,
  primary key (user_id, operation, key)
);
grant select, insert, update, delete on person_idempotency_keys to crp_app;
create index person_idempotency_keys_age on person_idempotency_keys (created_at);
