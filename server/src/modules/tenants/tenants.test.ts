import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf } from '../../platform/http/tenant.ts';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

const email = 'root@example.test';
const password = 'plum-otter-gravel-94';

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
let operator: Record<string, string>;
beforeAll(async () => {
  server = await testServer({
    worker: false,
    env: { CRP_ADMIN_EMAIL: email, CRP_ADMIN_PASSWORD: password, CRP_TENANT_NAME: 'Operations' },
  });
  tenant = await makeTenant(server, 'Nordby Clinic');
  other = await makeTenant(server, 'Hallen Foods');
  const answer = await server.call('POST', '/auth/sign-in', { body: { email, password } });
  operator = {
    cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '',
    'sec-fetch-site': 'same-origin',
  };
});
afterAll(() => server.close());

describe('tenants', () => {
  it('are listed for operators, by name', async () => {
    const answer = await server.call('GET', '/tenants', { headers: operator });
    expect(answer).toMatchObject({
      status: 200,
      data: {
        items: [
          { name: 'Hallen Foods', users: 4 },
          { name: 'Nordby Clinic' },
          { name: 'Operations', users: 1 },
        ],
        page: { total: 3 },
      },
    });
    expect((await server.call('GET', '/tenants?q=nord', { headers: operator })).data).toMatchObject({
      items: [{ id: tenant.tenantId }],
    });
    const first = await server.call('GET', '/tenants?limit=2&sort=-createdAt', { headers: operator });
    const cursor = String(fieldOf(fieldOf(first.data, 'page'), 'nextCursor'));
    expect(
      fieldOf(
        (await server.call('GET', `/tenants?limit=2&sort=-createdAt&cursor=${cursor}`, { headers: operator }))
          .data,
        'items',
      ),
    ).toHaveLength(1);
  });

  it('are made by operators, with a link for the first administrator', async () => {
    const made = await server.call('POST', '/tenants', {
      headers: operator,
      body: { name: 'Vik Shipping', adminEmail: 'ola@example.test' },
    });
    expect(made).toMatchObject({ status: 201, data: { tenant: { name: 'Vik Shipping' } } });
    const token = String(fieldOf(made.data, 'invitationUrl')).split('#token=')[1];
    const joined = await server.call('POST', '/invitations/accept', {
      body: { token, password, displayName: 'Ola Vik' },
    });
    expect(joined).toMatchObject({
      status: 201,
      data: { memberships: [{ tenantName: 'Vik Shipping', role: 'WORKSPACE_ADMIN' }] },
    });
    const tenantId = String(fieldOf(fieldOf(made.data, 'tenant'), 'id'));
    const { rows } = await server.database.admin.query<{ type: string }>(
      'select type from audit_log where tenant_id = $1 order by seq',
      [tenantId],
    );
    expect(rows.map((row) => row.type)).toEqual([
      'tenant.created',
      'user.invited',
      'user.joined',
      'session.created',
    ]);
  });

  it('give the operator who made them no way in', async () => {
    const made = await server.call('POST', '/tenants', { headers: operator, body: { name: 'Closed' } });
    const tenantId = String(fieldOf(fieldOf(made.data, 'tenant'), 'id'));
    expect(
      await server.call('GET', '/users', { headers: { ...operator, 'x-tenant-id': tenantId } }),
    ).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  it('are for operators only', async () => {
    for (const method of ['GET', 'POST'] as const) {
      const body = method === 'POST' ? { body: { name: 'X' } } : {};
      expect(await server.call(method, '/tenants', body)).toMatchObject({ status: 401 });
      expect(await server.call(method, '/tenants', { ...body, headers: tenant.admin.headers })).toMatchObject(
        { status: 403, code: 'FORBIDDEN' },
      );
      expect(
        await server.call(method, '/tenants', {
          ...body,
          headers: await makeKey(server, tenant.admin, ['read:dashboard']),
        }),
      ).toMatchObject({ code: 'SESSION_REQUIRED' });
    }
    expect(await server.call('POST', '/tenants', { headers: operator, body: {} })).toMatchObject({
      status: 400,
    });
    expect(
      await server.call('POST', '/tenants', { headers: operator, body: { name: 'X', id: tenant.tenantId } }),
    ).toMatchObject({ status: 400 });
  });
});

describe('branding', () => {
  const path = (tenantId = tenant.tenantId) => `/tenants/${tenantId}/branding`;
  const patch = (body: object, headers: Readonly<Record<string, string>> = tenant.admin.headers) =>
    server.call('PATCH', path(), { headers, body });
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" onload="alert(1)"><script>alert(1)</script><path d="M0 0h40v20z"/></svg>',
  );

  it('starts empty and changes what is given', async () => {
    expect(await server.call('GET', path(), { headers: tenant.member.headers })).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      data: { name: 'Nordby Clinic', logo: null, version: 1 },
    });
    const changed = await patch({ colours: { accent: '#FFE600' }, reportFooter: 'Confidential' });
    expect(changed).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      data: {
        colours: { accent: '#FFE600', contrast: [{ on: '#FFFFFF', passes: false }, { passes: true }] },
        reportFooter: 'Confidential',
      },
    });
    expect(await patch({ name: 'Nordby' })).toMatchObject({
      data: { name: 'Nordby', reportFooter: 'Confidential', version: 3 },
    });
    expect(await patch({ reportFooter: null })).toMatchObject({ data: { reportFooter: null } });
  });

  it('honours If-Match', async () => {
    const { data } = await server.call('GET', path(), { headers: tenant.admin.headers });
    const etag = `"${String(fieldOf(data, 'version'))}"`;
    expect((await patch({ reportFooter: 'A' }, { ...tenant.admin.headers, 'if-match': etag })).status).toBe(
      200,
    );
    expect(await patch({ reportFooter: 'B' }, { ...tenant.admin.headers, 'if-match': etag })).toMatchObject({
      status: 412,
      code: 'PRECONDITION_FAILED',
    });
  });

  it('keeps of an SVG the drawing only', async () => {
    const answer = await patch({ logo: svg.toString('base64') });
    expect(answer).toMatchObject({
      status: 200,
      data: { logo: { contentType: 'image/svg+xml', widthPx: 40, heightPx: 20 } },
    });
    const [, base64 = ''] = String(fieldOf(fieldOf(answer.data, 'logo'), 'dataUrl')).split(',');
    expect(Buffer.from(base64, 'base64').toString()).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40v20z"></path></svg>',
    );
  });

  it('keeps of a PNG the picture only', async () => {
    const note = chunk('tEXt', Buffer.from('Author\0somebody'));
    const answer = await patch({ logo: png(12, 8, note).toString('base64') });
    expect(answer).toMatchObject({
      status: 200,
      data: { logo: { contentType: 'image/png', widthPx: 12, heightPx: 8 } },
    });
    expect(String(fieldOf(fieldOf(answer.data, 'logo'), 'dataUrl'))).toBe(
      `data:image/png;base64,${png(12, 8).toString('base64')}`,
    );
  });

  it.each([
    ['text', Buffer.from('hello')],
    ['a GIF', Buffer.from('GIF89a0000')],
    ['a PNG cut off', png(4, 4).subarray(0, 30)],
    ['a PNG of absurd size', png(100_000, 4)],
    ['an SVG with a document type', Buffer.from('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>')],
    ['more than 512 KiB', Buffer.alloc(520_000, 1)],
  ])('refuses %s as a logo', async (_what, bytes) => {
    expect(await patch({ logo: bytes.toString('base64') })).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });

  it('is read by members and changed by administrators, in their own tenant', async () => {
    expect((await patch({ name: 'X' }, tenant.member.headers)).status).toBe(403);
    expect((await patch({ name: 'X' }, {})).status).toBe(401);
    expect((await patch({ colours: { accent: 'red' } })).status).toBe(400);
    expect((await patch({ logo: 'https://evil.example/logo.svg' })).status).toBe(400);
    const [foreign, missing] = await Promise.all(
      [other.tenantId, '0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee'].map((id) =>
        server.call('GET', path(id), {
          headers: { ...tenant.admin.headers, 'x-tenant-id': tenant.tenantId },
        }),
      ),
    );
    expect(foreign?.status).toBe(missing?.status);
    expect(foreign?.text.replace(/"requestId":"[^"]+"/, '')).toBe(
      missing?.text.replace(/"requestId":"[^"]+"/, ''),
    );
  });
});

function png(width: number, height: number, extra: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    extra,
    chunk('IDAT', deflateSync(Buffer.alloc(16))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
