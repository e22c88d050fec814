import { type CrpClient, type components, everyItem, unwrap } from '../../../client/src/index.ts';
import {
  applications,
  cluster,
  company,
  hostGroups,
  type PersonName,
  repositories,
  sites,
  terminalImage,
  workloadOwner,
  workloads,
} from '../../../demo/company.ts';
import type { Staff } from './staff.ts';

export type Asset = components['schemas']['Asset'];

/** What the company knows of an asset and no scanner does. */
interface Knowledge {
  readonly criticality: number;
  readonly exposure?: 'INTERNET' | 'PARTNER' | 'INTERNAL' | 'ISOLATED';
  readonly owner?: PersonName;
}

/** By kind and name as the inventory has them: a web application is named as the host that it runs on. */
function knowledge(): ReadonlyMap<string, Knowledge> {
  const known = new Map<string, Knowledge>();
  for (const { names, criticality, exposure, owner } of Object.values(hostGroups)) {
    for (const name of names)
      known.set(`HOST ${name}.${company.domain}`, { criticality, exposure, ...(owner ? { owner } : {}) });
  }
  for (const [name, criticality] of Object.entries(workloads)) {
    known.set(`CLOUD_RESOURCE ${cluster}/${name}`, {
      criticality,
      exposure: 'INTERNAL',
      owner: workloadOwner,
    });
  }
  for (const [origin, { criticality }] of Object.entries(sites)) {
    known.set(`APPLICATION ${new URL(origin).hostname}`, {
      criticality,
      exposure: 'INTERNET',
      owner: 'member',
    });
  }
  for (const { uri, criticality } of Object.values(repositories))
    known.set(`REPOSITORY ${uri}`, { criticality, exposure: 'INTERNAL' });
  for (const [name, { criticality }] of Object.entries(applications)) {
    known.set(`APPLICATION tarnholm/${name}`, { criticality, exposure: 'INTERNAL' });
  }
  known.set(`CONTAINER_IMAGE ${terminalImage.name}`, {
    criticality: terminalImage.criticality,
    exposure: 'PARTNER',
  });
  return known;
}

export function allAssets(crp: CrpClient): Promise<Asset[]> {
  return Array.fromAsync(
    everyItem(
      (cursor) => unwrap(crp.GET('/api/v1/assets', { params: { query: { limit: 200, ...cursor } } })),
      1_000,
    ),
  );
}

/** Says of assets not described yet how much they matter, who reaches them and who looks after them. @returns how many */
export async function describeAssets({ admin, ...staff }: Staff, described: Set<string>): Promise<number> {
  const known = knowledge();
  let count = 0;
  for (const { id, kind, name } of await allAssets(admin.crp)) {
    const facts = known.get(`${kind} ${name}`);
    if (facts === undefined || described.has(id)) continue;
    described.add(id);
    count++;
    const owner = facts.owner === undefined ? undefined : { admin, ...staff }[facts.owner].userId;
    await unwrap(
      admin.crp.PATCH('/api/v1/assets/{assetId}', {
        params: { path: { assetId: id } },
        body: {
          criticality: facts.criticality,
          ...(facts.exposure ? { exposure: facts.exposure } : {}),
          ...(owner === undefined ? {} : { ownerId: owner }),
        },
      }),
    );
  }
  return count;
}
