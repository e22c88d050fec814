-- What people say about a record. A deleted one keeps its row: who and when stay, the text does not.
create table vulnerability_comments (
  tenant_id uuid not null,
  comment_id uuid not null,
  vulnerability_id uuid not null,
  -- The person; `created_by` says whether a key acted for them.
  author_id uuid not null,
  body text check (body <> ''),
  mentions uuid[] not null,
  created_at timestamptz not null,
  created_by jsonb not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  deleted_by jsonb,
  version bigint not null default 1,
  primary key (tenant_id, comment_id),
  foreign key (tenant_id, vulnerability_id) references vulnerabilities,
  check ((deleted_at is null) = (body is not null)),
  check ((deleted_at is null) = (deleted_by is null))
);
call protect_tenant_table('vulnerability_comments', 'select, insert, update');
create index vulnerability_comments_subject on vulnerability_comments (tenant_id, vulnerability_id, created_at desc, comment_id desc);

-- The text that an edit or a deletion replaced, under the version it had. Never changed.
create table vulnerability_comment_texts (
  tenant_id uuid not null,
  comment_id uuid not null,
  version bigint not null,
  body text not null,
  mentions uuid[] not null,
  replaced_at timestamptz not null,
  primary key (tenant_id, comment_id, version),
  foreign key (tenant_id, comment_id) references vulnerability_comments
);
call protect_tenant_table('vulnerability_comment_texts', 'select, insert');
