import { sql } from 'kysely';
import { AppError, notFound } from '../../kernel/errors.ts';
import type { BodyOf, DataOf, QueryOf } from '../../kernel/operation.ts';
import { sortedPage } from '../../kernel/sorted-page.ts';
import type { Ctx, ReadCtx } from '../../platform/db/ctx.ts';
import { actorOf } from '../../platform/db/outbox.ts';
import { jobText } from './messages.ts';
import { presentActor, presentAuthority } from './present.ts';
import type { createScopeKey, listScopeKeys, updateScopeKey } from './scope-contract.ts';
import type { StandingAuthority } from './standing.ts';
import { type ActorRef, type Authority, json } from './store.ts';

type ScopeKey = DataOf<typeof createScopeKey>;

interface ScopeRow extends Omit<ScopeKey, 'authority' | 'standingAuthority' | 'createdBy' | 'lastJob'> {
  readonly authority: Authority | null;
  readonly standingAuthority: StandingAuthority | null;
  readonly createdBy: ActorRef;
  readonly lastJob: ScopeKey['lastJob'];
}

const maxScopes = 5_000;

/** The scope of a key, made when it is not known yet. @returns its id */
export async function scopeKeyIdFor(ctx: Ctx, key: string): Promise<string> {
  // The second look finds the one that another upload made at the same moment.
  const id =
    (await findScopeId(ctx, key)) ?? (await insertScope(ctx, { key })) ?? (await findScopeId(ctx, key));
  if (id === undefined) throw new AppError('CONFLICT', jobText.scopeTaken);
  return id;
}

async function findScopeId(ctx: Ctx, key: string): Promise<string | undefined> {
  const { rows } = await sql<{
    id: string;
  }>`select scope_key_id as id from scope_keys where key = ${key}`.execute(ctx.db);
  return rows[0]?.id;
}

/** @returns its id; undefined when there is one with this key, also one made meanwhile */
async function insertScope(ctx: Ctx, body: BodyOf<typeof createScopeKey>): Promise<string | undefined> {
  const id = ctx.newId();
  const inserted = await sql<{ id: string }>`
    insert into scope_keys (tenant_id, scope_key_id, key, name, kind, description, targets, authority, mass_close, standing_authority, created_at, created_by, updated_at)
    values (${ctx.tenantId}, ${id}, ${body.key}, ${body.name ?? body.key}, ${body.kind ?? 'MIXED'}, ${body.description ?? null},
      ${json((body.targets ?? []).map((target) => ({ excluded: false, ...target })))}, ${json(body.authority ?? null)},
      ${json(body.massClose ?? null)}, ${json(body.standingAuthority ? granted(ctx, body.standingAuthority) : null)}, ${ctx.now}, ${json(actorOf(ctx.actor))}, ${ctx.now})
    on conflict (tenant_id, key) do nothing returning scope_key_id as id`.execute(ctx.db);
  if (!inserted.rows[0]) return undefined;
  ctx.audit({ type: 'scope-key.created', subject: { type: 'scope-key', id }, data: { key: body.key } });
  return id;
}

type StandingInput = NonNullable<BodyOf<typeof createScopeKey>['standingAuthority']>;

function granted(ctx: Ctx, input: StandingInput): StandingAuthority {
  if (ctx.actor.kind !== 'USER')
    throw new AppError('SESSION_REQUIRED', 'A standing authority is granted by a signed-in administrator.');
  if (input.expiresAt <= ctx.now)
    throw new AppError('VALIDATION_FAILED', 'body.standingAuthority.expiresAt: must lie ahead', {
      details: [{ path: 'body.standingAuthority.expiresAt', message: 'must lie ahead' }],
    });
  return {
    tool: input.tool,
    maxClose: input.maxClose,
    note: input.note ?? null,
    approvedBy: actorOf(ctx.actor),
    approvedAt: ctx.now,
    expiresAt: input.expiresAt,
  };
}

export async function createScope(ctx: Ctx, body: BodyOf<typeof createScopeKey>): Promise<ScopeKey> {
  const id = await insertScope(ctx, body);
  if (id === undefined) throw new AppError('CONFLICT', jobText.scopeTaken);
  if (body.standingAuthority)
    auditStanding(ctx, id, 'scope-key.standing-authority-granted', body.standingAuthority);
  return getScope(ctx, id);
}

export async function updateScope(
  ctx: Ctx,
  id: string,
  body: BodyOf<typeof updateScopeKey>,
  ifMatch: number | undefined,
): Promise<ScopeKey> {
  const before = await getScope(ctx, id);
  if (ifMatch !== undefined && ifMatch !== before.version)
    throw new AppError('PRECONDITION_FAILED', 'Somebody changed this scope key meanwhile. Read it again.');
  const { standingAuthority } = body;
  const sets = [
    body.name === undefined ? undefined : sql`name = ${body.name}`,
    body.kind === undefined ? undefined : sql`kind = ${body.kind}`,
    body.description === undefined ? undefined : sql`description = ${body.description}`,
    body.targets === undefined
      ? undefined
      : sql`targets = ${json(body.targets.map((target) => ({ excluded: false, ...target })))}`,
    body.authority === undefined ? undefined : sql`authority = ${json(body.authority)}`,
    body.massClose === undefined ? undefined : sql`mass_close = ${json(body.massClose)}`,
    standingAuthority === undefined
      ? undefined
      : sql`standing_authority = ${json(standingAuthority && granted(ctx, standingAuthority))}`,
  ].filter((set) => set !== undefined);
  if (sets.length === 0) return before;
  await sql`update scope_keys set ${sql.join(sets)}, updated_at = ${ctx.now}, version = version + 1 where scope_key_id = ${id}`.execute(
    ctx.db,
  );
  ctx.audit({
    type: 'scope-key.changed',
    subject: { type: 'scope-key', id },
    data: { fields: Object.keys(body) },
  });
  if (standingAuthority) auditStanding(ctx, id, 'scope-key.standing-authority-granted', standingAuthority);
  if (standingAuthority === null) auditStanding(ctx, id, 'scope-key.standing-authority-withdrawn', {});
  return getScope(ctx, id);
}

function auditStanding(ctx: Ctx, id: string, type: string, data: object): void {
  ctx.audit({ type, subject: { type: 'scope-key', id }, data: { ...data } });
}

const columns = sql`
  k.scope_key_id as id, k.key, k.name, k.kind, k.description, k.targets, k.authority, k.mass_close as "massClose",
  case when k.standing_authority is not null then k.standing_authority
    || jsonb_build_object('approvedBy', (k.standing_authority->'approvedBy') || jsonb_build_object('name', actor_name(k.standing_authority->'approvedBy'))) end as "standingAuthority",
  (select jsonb_build_object('id', j.job_id, 'state', j.state, 'tool', j.tool, 'createdAt', to_char(j.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
     from ingestion_jobs j where j.scope_key_id = k.scope_key_id order by j.created_at desc limit 1) as "lastJob",
  (select count(distinct s.vulnerability_id)::int from sightings s join vulnerabilities v on v.vulnerability_id = s.vulnerability_id
    where s.scope_key_id = k.scope_key_id and v.status = 'OPEN') as "openVulnerabilities",
  (select count(distinct v.asset_id)::int from sightings s join vulnerabilities v on v.vulnerability_id = s.vulnerability_id
    where s.scope_key_id = k.scope_key_id and s.present) as assets,
  k.created_by || jsonb_build_object('name', actor_name(k.created_by)) as "createdBy", k.created_at as "createdAt", k.updated_at as "updatedAt", k.version`;

export async function getScope(ctx: ReadCtx, id: string): Promise<ScopeKey> {
  const { rows } =
    await sql<ScopeRow>`select ${columns} from scope_keys k where k.scope_key_id = ${id}`.execute(ctx.db);
  if (!rows[0]) throw notFound();
  return present(rows[0]);
}

export async function listScopes(
  ctx: ReadCtx,
  query: QueryOf<typeof listScopeKeys>,
): Promise<DataOf<typeof listScopeKeys>> {
  const keys = query.key ?? [];
  const { rows } = await sql<ScopeRow>`select ${columns} from scope_keys k
    where (cardinality(${keys}::text[]) = 0 or k.key = any(${keys}))
      and (${query.q ?? null}::text is null or position(lower(${query.q ?? null}::text) in lower(k.key || ' ' || k.name)) > 0)
    order by k.key limit ${maxScopes + 1}`.execute(ctx.db);
  if (rows.length > maxScopes)
    throw new AppError(
      'UNAVAILABLE',
      `There are more than ${maxScopes} scope keys; narrow the list with key or q.`,
    );
  return sortedPage({
    items: rows.map(present),
    idOf: (scope) => scope.id,
    keyOf: (scope, word) => scope[word],
    sort: query.sort ?? ['key'],
    cursor: query.cursor,
    limit: query.limit ?? 50,
  });
}

function present(row: ScopeRow): ScopeKey {
  const { standingAuthority: standing } = row;
  return {
    ...row,
    authority: row.authority && presentAuthority(row.authority),
    standingAuthority: standing && { ...standing, approvedBy: presentActor(standing.approvedBy) },
    createdBy: presentActor(row.createdBy),
  };
}
