import Type from 'typebox';
import { json, operation, tenantRead, tenantWrite, versioned } from '../../../kernel/operation.ts';
import { readers, workers } from '../../../kernel/roles.ts';
import { line, list, page, pageQuery, removed, sortBy, strict, uuid } from '../../../kernel/schema.ts';
import {
  correlation,
  latestLoss,
  lossResult,
  riskScenario,
  runOptions,
  scenarioChanges,
  scenarioFields,
} from './shapes.ts';

const tag = 'scoring';
const path = '/risk-scenarios';
const params = strict({ scenarioId: uuid });
const read = tenantRead(readers, 'read:dashboard');
const write = tenantWrite(workers, 'write:dashboard');

export const listRiskScenarios = operation({
  id: 'listRiskScenarios',
  method: 'GET',
  path,
  summary: 'Risk scenarios',
  tag,
  access: read,
  query: strict({
    ...pageQuery,
    q: Type.Optional(line(200, 'Part of a name')),
    sort: sortBy(['name', 'createdAt'], 'name'),
  }),
  response: json(page(riskScenario)),
});

export const createRiskScenario = operation({
  id: 'createRiskScenario',
  method: 'POST',
  path,
  summary: 'Describe a risk scenario in the terms of FAIR',
  description: 'At most 100 a tenant.',
  tag,
  access: write,
  body: strict(scenarioFields),
  response: versioned(riskScenario, 201),
  errors: ['CONFLICT'],
  audit: ['risk-scenario.created'],
});

export const getRiskScenario = operation({
  id: 'getRiskScenario',
  method: 'GET',
  path: `${path}/{scenarioId}`,
  summary: 'One risk scenario',
  tag,
  access: read,
  params,
  response: versioned(riskScenario),
  errors: ['NOT_FOUND'],
});

export const updateRiskScenario = operation({
  id: 'updateRiskScenario',
  method: 'PATCH',
  path: `${path}/{scenarioId}`,
  summary: 'Change a risk scenario',
  description: 'Results that were worked out before stay as they are.',
  tag,
  access: write,
  params,
  body: strict(scenarioChanges),
  response: versioned(riskScenario),
  errors: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  audit: ['risk-scenario.changed'],
});

export const deleteRiskScenario = operation({
  id: 'deleteRiskScenario',
  method: 'DELETE',
  path: `${path}/{scenarioId}`,
  summary: 'Delete a risk scenario with its results',
  description: 'Audit and decision traces stay.',
  tag,
  access: write,
  params,
  response: json(removed),
  errors: ['NOT_FOUND'],
  audit: ['risk-scenario.deleted'],
});

export const quantifyRiskScenario = operation({
  id: 'quantifyRiskScenario',
  method: 'POST',
  path: `${path}/{scenarioId}/run`,
  summary: 'Work out what a scenario costs a year',
  tag,
  access: write,
  params,
  body: strict(runOptions),
  response: json(lossResult),
  errors: ['NOT_FOUND'],
  audit: ['risk-scenario.quantified'],
});

export const getRiskScenarioResult = operation({
  id: 'getRiskScenarioResult',
  method: 'GET',
  path: `${path}/{scenarioId}/result`,
  summary: 'The latest result of a scenario',
  tag,
  access: read,
  params,
  response: json(latestLoss),
  errors: ['NOT_FOUND'],
});

export const quantifyRiskPortfolio = operation({
  id: 'quantifyRiskPortfolio',
  method: 'POST',
  path: `${path}/portfolio/run`,
  summary: 'Work out what all scenarios together cost a year',
  description:
    'All in one currency. Coefficients tie the numbers of loss events of two scenarios; pairs not named are independent.',
  tag,
  access: write,
  body: strict({ ...runOptions, correlations: Type.Optional(list(correlation, 4_950)) }),
  response: json(lossResult),
  audit: ['risk-portfolio.quantified'],
});

export const getRiskPortfolio = operation({
  id: 'getRiskPortfolio',
  method: 'GET',
  path: `${path}/portfolio`,
  summary: 'The latest result of all scenarios together',
  tag,
  access: read,
  response: json(latestLoss),
});

export const quantificationOperations = [
  listRiskScenarios,
  createRiskScenario,
  getRiskScenario,
  updateRiskScenario,
  deleteRiskScenario,
  quantifyRiskScenario,
  getRiskScenarioResult,
  quantifyRiskPortfolio,
  getRiskPortfolio,
];
