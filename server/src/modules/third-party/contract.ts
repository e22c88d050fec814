import Type from 'typebox';
import { file, json, operation, tenantRead, tenantWrite, versioned } from '../../kernel/operation.ts';
import { admins, readers, workers } from '../../kernel/roles.ts';
import {
  actor,
  count,
  date,
  email,
  line,
  list,
  nullable,
  oneOf,
  page,
  pageQuery,
  person,
  score,
  several,
  shape,
  strict,
  string,
  text,
  timestamp,
  uuid,
  version,
  webAddress,
} from '../../kernel/schema.ts';
import { dataClass } from '../assets/shapes.ts';

const tag = 'third-party';
const vendorParams = strict({ vendorId: uuid });
const campaignParams = strict({ campaignId: uuid });
const tier = oneOf(['CRITICAL', 'IMPORTANT', 'STANDARD', 'LOW'], { title: 'VendorTier' });

export const vendor = shape('Vendor', {
  id: uuid,
  name: string,
  domain: nullable(string),
  tier,
  services: Type.Array(string),
  dataClasses: Type.Array(dataClass),
  owner: nullable(person),
  inherentRisk: nullable(score),
  residualRisk: nullable(score),
  fourthParties: Type.Array(strict({ id: nullable(uuid), name: string })),
  contacts: Type.Array(strict({ name: string, email: string })),
  lastAssessedAt: nullable(timestamp),
  createdAt: timestamp,
  version,
});

const vendorFields = {
  domain: Type.Optional(nullable(line(253))),
  tier: Type.Optional(tier),
  services: Type.Optional(list(line(200), 50)),
  dataClasses: Type.Optional(list(dataClass, 6)),
  ownerId: Type.Optional(nullable(uuid)),
  fourthParties: Type.Optional(list(strict({ vendorId: Type.Optional(uuid), name: line(200) }), 200)),
  contacts: Type.Optional(list(strict({ name: line(200), email }), 20)),
};

export const listVendors = operation({
  id: 'listVendors',
  method: 'GET',
  path: '/third-party-risk/vendors',
  summary: 'Vendors',
  tag,
  access: tenantRead(readers, 'read:third-party'),
  query: strict({ ...pageQuery, tier: several(tier, 4), q: Type.Optional(line(200)) }),
  response: json(page(vendor)),
  notBuilt: true,
});

export const createVendor = operation({
  id: 'createVendor',
  method: 'POST',
  path: '/third-party-risk/vendors',
  summary: 'Add a vendor',
  tag,
  access: tenantWrite(admins, 'write:third-party'),
  body: strict({ name: line(200), ...vendorFields }),
  response: versioned(vendor, 201),
  errors: ['CONFLICT'],
  audit: ['vendor.created'],
  notBuilt: true,
});

export const getVendor = operation({
  id: 'getVendor',
  method: 'GET',
  path: '/third-party-risk/vendors/{vendorId}',
  summary: 'One vendor',
  tag,
  access: tenantRead(readers, 'read:third-party'),
  params: vendorParams,
  response: versioned(vendor),
  errors: ['NOT_FOUND'],
  notBuilt: true,
});

export const updateVendor = operation({
  id: 'updateVendor',
  method: 'PATCH',
  path: '/third-party-risk/vendors/{vendorId}',
  summary: 'Change a vendor',
  tag,
  access: tenantWrite(admins, 'write:third-party'),
  params: vendorParams,
  body: strict({ name: Type.Optional(line(200)), ...vendorFields }),
  response: versioned(vendor),
  errors: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  audit: ['vendor.changed'],
  notBuilt: true,
});

const states = [
  'DRAFT',
  'SENT',
  'IN_PROGRESS',
  'SUBMITTED',
  'UNDER_REVIEW',
  'CHANGES_REQUESTED',
  'APPROVED',
  'REJECTED',
  'CLOSED',
] as const;
const campaignState = oneOf(states, { title: 'CampaignState' });

export const campaign = shape('Campaign', {
  id: uuid,
  name: string,
  template: string,
  state: campaignState,
  dueOn: nullable(date),
  vendors: Type.Array(
    strict({
      vendorId: uuid,
      name: string,
      state: campaignState,
      answered: count,
      questions: count,
      linkSentAt: nullable(timestamp),
    }),
  ),
  createdBy: actor,
  createdAt: timestamp,
  version,
});

export const listCampaigns = operation({
  id: 'listCampaigns',
  method: 'GET',
  path: '/third-party-risk/campaigns',
  summary: 'Questionnaire campaigns',
  tag,
  access: tenantRead(readers, 'read:third-party'),
  query: strict({
    ...pageQuery,
    state: several(campaignState, states.length),
    vendorId: Type.Optional(uuid),
  }),
  response: json(page(campaign)),
  notBuilt: true,
});

export const createCampaign = operation({
  id: 'createCampaign',
  method: 'POST',
  path: '/third-party-risk/campaigns',
  summary: 'Start a campaign',
  tag,
  access: tenantWrite(admins, 'write:third-party'),
  body: strict({
    name: line(200),
    template: line(100, 'Code of a template; with a file the questions of the file'),
    vendorIds: Type.Array(uuid, { minItems: 1, maxItems: 500 }),
    dueOn: Type.Optional(date),
    remindDaysBefore: Type.Optional(list(Type.Integer({ minimum: 0, maximum: 90 }), 10)),
  }),
  upload: { maxBytes: 16 * 1024 * 1024, description: 'Questions as XLSX, CSV or JSON' },
  response: json(campaign, 201),
  errors: ['NOT_FOUND', 'PAYLOAD_TOO_LARGE', 'UNREADABLE_REPORT'],
  audit: ['campaign.created'],
  notBuilt: true,
});

export const getCampaign = operation({
  id: 'getCampaign',
  method: 'GET',
  path: '/third-party-risk/campaigns/{campaignId}',
  summary: 'One campaign',
  tag,
  access: tenantRead(readers, 'read:third-party'),
  params: campaignParams,
  response: versioned(campaign),
  errors: ['NOT_FOUND'],
  notBuilt: true,
});

export const submitCampaignResponses = operation({
  id: 'submitCampaignResponses',
  method: 'POST',
  path: '/third-party-risk/campaigns/{campaignId}/responses',
  summary: 'Answer a questionnaire',
  description: 'By a member, or by the vendor with the token of its link and no account.',
  tag,
  access: {
    kind: 'PUBLIC',
    why: 'a vendor answers without an account; a session, key or link token is checked by the handler',
  },
  params: campaignParams,
  body: strict({
    tenantId: Type.Optional(uuid),
    linkToken: Type.Optional(line(200)),
    vendorId: Type.Optional(uuid),
    answers: Type.Array(
      strict({
        questionId: line(100),
        value: text(10_000),
        evidenceIds: Type.Optional(list(uuid, 50)),
        url: Type.Optional(webAddress),
      }),
      { minItems: 1, maxItems: 500 },
    ),
    submit: Type.Optional(Type.Boolean({ description: 'Hand in; without it the answers are a draft' })),
  }),
  response: json(strict({ saved: count, state: campaignState })),
  errors: ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'ILLEGAL_TRANSITION'],
  audit: ['campaign.answered'],
  notBuilt: true,
});

export const moveCampaign = operation({
  id: 'moveCampaign',
  method: 'POST',
  path: '/third-party-risk/campaigns/{campaignId}/workflow',
  summary: 'Move a campaign, or one vendor of it',
  tag,
  access: tenantWrite(workers, 'write:third-party'),
  params: campaignParams,
  body: strict({ state: campaignState, vendorId: Type.Optional(uuid), reason: Type.Optional(text(4_000)) }),
  response: json(campaign),
  errors: ['NOT_FOUND', 'ILLEGAL_TRANSITION'],
  audit: ['campaign.moved'],
  notBuilt: true,
});

export const exportCampaignEvidence = operation({
  id: 'exportCampaignEvidence',
  method: 'GET',
  path: '/third-party-risk/campaigns/{campaignId}/evidence-export',
  summary: 'Answers, files and decisions as a signed ZIP',
  tag,
  access: tenantRead(readers, 'read:third-party'),
  params: campaignParams,
  response: file('application/zip'),
  errors: ['NOT_FOUND'],
  notBuilt: true,
});

export const operations = [
  listVendors,
  createVendor,
  getVendor,
  updateVendor,
  listCampaigns,
  createCampaign,
  getCampaign,
  submitCampaignResponses,
  moveCampaign,
  exportCampaignEvidence,
];
