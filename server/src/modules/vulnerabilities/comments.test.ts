import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../../testing/import.ts';
import { makeKey, makePerson, makeTenant, type TestPerson, type TestTenant } from '../../testing/people.ts';
import { idOf, importFindings, itemsOf, pageOf } from '../../testing/register.ts';
import { type Answer, type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let other: TestPerson;
let a = '';
let b = '';
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  other = await makePerson(server, tenant.tenantId, 'MEMBER');
  const findings = ['a', 'b'].map((title) => ({ title, severity: 'High' as const }));
  await importFindings(server, tenant.admin, findings, { finishedAt: '2026-02-20T08:00:00Z' });
  [a, b] = [await idOf(server, tenant.admin, 'a'), await idOf(server, tenant.admin, 'b')];
});
afterAll(() => server.close());

type Headers = Readonly<Record<string, string>>;
const say = (headers: Headers, body: unknown, vulnerabilityId = a) =>
  server.call('POST', `/vulnerabilities/${vulnerabilityId}/comments`, { headers, body });
const at = (commentId: unknown, vulnerabilityId = a) =>
  `/vulnerabilities/${vulnerabilityId}/comments/${String(commentId)}`;
const edit = (headers: Headers, commentId: unknown, body: unknown) =>
  server.call('PATCH', at(commentId), { headers, body });
const remove = (headers: Headers, commentId: unknown) => server.call('DELETE', at(commentId), { headers });
const listAs = async (headers: Headers, vulnerabilityId = a, query = '') =>
  server.call('GET', `/vulnerabilities/${vulnerabilityId}/comments?${query}`, { headers });

async function said(person: TestPerson, body: Readonly<Record<string, unknown>>): Promise<string> {
  const answer = await say(person.headers, body);
  expect(answer.status, answer.text).toBe(201);
  return String(record(answer.data).id);
}

async function seenBy(person: TestPerson, id: string): Promise<Readonly<Record<string, unknown>>> {
  const found = itemsOf(await listAs(person.headers)).find((item) => item.id === id);
  return record(found);
}

const rows = async (text: string, values: readonly unknown[]) =>
  (await server.database.admin.query(text, [...values])).rows;

describe('a comment', () => {
  it('is given to whoever reads the register, with its author and whom it mentions', async () => {
    const body = { text: 'Can you look,\n@you?', mentions: [other.userId, other.userId] };
    const answer = await say(tenant.member.headers, body);
    expect(answer.headers.etag).toBe('"1"');
    const id = String(record(answer.data).id);
    expect(await seenBy(tenant.auditor, id)).toMatchObject({
      vulnerabilityId: a,
      author: { kind: 'USER', id: tenant.member.userId },
      text: 'Can you look,\n@you?',
      mentions: [{ id: other.userId, displayName: expect.any(String) }],
      editedAt: null,
      deletedAt: null,
      mayEdit: false,
      mayDelete: false,
      version: 1,
    });
    expect(await seenBy(tenant.member, id)).toMatchObject({ mayEdit: true, mayDelete: true });
    expect(await seenBy(tenant.admin, id)).toMatchObject({ mayEdit: false, mayDelete: true });
    expect(await seenBy(other, id)).toMatchObject({ mayEdit: false, mayDelete: false });
  });

  it('of a key is its owner’s', async () => {
    const headers = await makeKey(server, other, ['read:vulnerabilities', 'write:vulnerabilities']);
    const answer = await say(headers, { text: 'From the pipeline' });
    expect(answer.data).toMatchObject({ author: { kind: 'API_KEY' }, mayEdit: true });
    expect((await edit(other.headers, record(answer.data).id, { text: 'From me' })).status).toBe(200);
  });

  it.each([
    ['no text', {}],
    ['an empty one', { text: '' }],
    ['spaces alone', { text: ' \n ' }],
    ['one too long', { text: 'x'.repeat(4_001) }],
  ])('is refused with %s', async (_what, body) => {
    expect(await say(tenant.member.headers, body)).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });

  it('may be as long as 4000 characters', async () => {
    expect((await say(tenant.member.headers, { text: '🔥'.repeat(2_000) }, b)).status).toBe(201);
    expect((await say(tenant.member.headers, { text: 'x'.repeat(4_000) }, b)).status).toBe(201);
  });

  it('cannot mention who is no active member, and says which one', async () => {
    const stranger = await makePerson(server, (await makeTenant(server, 'Else')).tenantId, 'MEMBER');
    const answer = await say(tenant.member.headers, {
      text: 'x',
      mentions: [other.userId, stranger.userId],
    });
    expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(record(record(answer.body).error).details).toMatchObject([{ path: 'body.mentions.1' }]);
  });

  it('is not an auditor’s to write', async () => {
    expect(await say(tenant.auditor.headers, { text: 'x' })).toMatchObject({ status: 403 });
  });

  it('is audited and told with ids, without its text', async () => {
    const id = await said(tenant.member, { text: 'between us', mentions: [other.userId] });
    const log = await rows(`select type, body from audit_log where body like $1`, [`%${id}%`]);
    expect(log).toMatchObject([{ type: 'vulnerability.commented' }]);
    expect(JSON.stringify(log)).not.toContain('between us');
    const events = await rows(
      `select type, version, subject_id, payload from events where payload->>'commentId' = $1`,
      [id],
    );
    expect(events).toEqual([
      {
        type: 'vulnerability.commented',
        version: 1,
        subject_id: a,
        payload: { commentId: id, mentions: [other.userId], newMentions: [other.userId] },
      },
    ]);
  });
});

describe('a change', () => {
  it('is its author’s alone, and keeps the earlier text', async () => {
    const id = await said(tenant.member, { text: 'first', mentions: [other.userId] });
    for (const person of [other, tenant.admin])
      expect(await edit(person.headers, id, { text: 'mine now' })).toMatchObject({ status: 403 });
    const changed = await edit(tenant.member.headers, id, { text: 'second' });
    expect(changed).toMatchObject({ status: 200, data: { text: 'second', version: 2 } });
    expect(changed.data).toMatchObject({
      editedAt: expect.any(String),
      mentions: [{ id: other.userId }],
    });
    await edit(tenant.member.headers, id, { text: 'third', mentions: [] });
    const earlier = await server.call('GET', `${at(id)}/texts`, { headers: tenant.auditor.headers });
    expect(itemsOf(earlier)).toMatchObject([
      { version: 2, text: 'second', mentions: [{ id: other.userId }] },
      { version: 1, text: 'first', mentions: [{ id: other.userId }] },
    ]);
    const one = await server.call('GET', `${at(id)}/texts?limit=1`, { headers: tenant.auditor.headers });
    const rest = await server.call('GET', `${at(id)}/texts?cursor=${String(pageOf(one).nextCursor)}`, {
      headers: tenant.auditor.headers,
    });
    expect(itemsOf(rest)).toMatchObject([{ text: 'first' }]);
  });

  it('of an earlier version is refused, and one that changes nothing writes nothing', async () => {
    const id = await said(tenant.member, { text: 'first' });
    const same = await edit(tenant.member.headers, id, { text: 'first' });
    expect(same.data).toMatchObject({ version: 1, editedAt: null });
    await edit(tenant.member.headers, id, { text: 'second' });
    const late = await edit({ ...tenant.member.headers, 'if-match': '"1"' }, id, { text: 'third' });
    expect(late).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' });
  });

  it('keeps a mention of somebody who has left, and takes no new one', async () => {
    const leaver = await makePerson(server, tenant.tenantId, 'MEMBER');
    const id = await said(tenant.member, { text: 'first', mentions: [leaver.userId] });
    await server.call('DELETE', `/users/${leaver.userId}`, { headers: tenant.admin.headers });
    const body = { text: 'second', mentions: [leaver.userId] };
    expect((await edit(tenant.member.headers, id, body)).status).toBe(200);
    expect((await say(tenant.member.headers, body)).status).toBe(400);
  });

  it('under another record finds nothing', async () => {
    const id = await said(tenant.member, { text: 'first' });
    const { headers } = tenant.member;
    const answers: readonly Answer[] = [
      await server.call('PATCH', at(id, b), { headers, body: { text: 'x' } }),
      await server.call('DELETE', at(id, b), { headers }),
      await server.call('GET', `${at(id, b)}/texts`, { headers }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});

describe('a deletion', () => {
  it('is the author’s or an administrator’s; who and when stay, every text is gone from answers', async () => {
    const id = await said(tenant.member, { text: 'a secret', mentions: [other.userId] });
    await edit(tenant.member.headers, id, { text: 'less of a secret' });
    expect(await remove(other.headers, id)).toMatchObject({ status: 403 });
    expect(await remove(tenant.admin.headers, id)).toMatchObject({ status: 200, data: { removed: true } });
    expect(await seenBy(tenant.member, id)).toMatchObject({
      author: { id: tenant.member.userId },
      text: null,
      mentions: [],
      deletedAt: expect.any(String),
      deletedBy: { id: tenant.admin.userId },
      mayEdit: false,
      mayDelete: false,
    });
    const earlier = await server.call('GET', `${at(id)}/texts`, { headers: tenant.admin.headers });
    expect(itemsOf(earlier)).toEqual([]);
    expect((await listAs(tenant.admin.headers)).text).not.toContain('secret');
    expect(await edit(tenant.member.headers, id, { text: 'back' })).toMatchObject({ status: 409 });
    const kept = await rows(
      'select body from vulnerability_comment_texts where comment_id = $1 order by version',
      [id],
    );
    expect(kept).toEqual([{ body: 'a secret' }, { body: 'less of a secret' }]);
  });

  it('twice is once', async () => {
    const id = await said(tenant.member, { text: 'oops' });
    for (const _ of [1, 2]) expect((await remove(tenant.member.headers, id)).status).toBe(200);
    const log = await rows(
      `select 1 from audit_log where type = 'vulnerability.comment-deleted' and body like $1`,
      [`%${id}%`],
    );
    expect(log).toHaveLength(1);
  });
});

describe('the list', () => {
  it('goes newest first, page by page, over one record only', async () => {
    const before = itemsOf(await listAs(other.headers, b)).length;
    for (const n of [1, 2, 3]) {
      server.clock.advance({ minutes: 1 });
      await say(other.headers, { text: `note ${n}` }, b);
    }
    const first = await listAs(other.headers, b, 'limit=2');
    expect(itemsOf(first).map(({ text }) => text)).toEqual(['note 3', 'note 2']);
    const second = await listAs(other.headers, b, `cursor=${String(pageOf(first).nextCursor)}`);
    expect(itemsOf(second)[0]).toMatchObject({ text: 'note 1' });
    expect(itemsOf(second)).toHaveLength(before + 1);
    expect(pageOf(second).nextCursor).toBeNull();
    expect(itemsOf(second).every((item) => item.vulnerabilityId === b)).toBe(true);
  });
});
