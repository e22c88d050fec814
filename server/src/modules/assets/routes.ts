import { type Binding, changes, reads, serves } from '../../platform/http/handler.ts';
import * as op from './contract.ts';
import { askedOf, blastRadiusOf } from './graph/blast-radius.ts';
import { createGraphEngine } from './graph/engine.ts';
import { changeRelationships, listRelationships } from './relationships.ts';
import { create, get, list, update } from './service.ts';

export function routes(): readonly Binding[] {
  const engine = createGraphEngine();
  return [
    reads(op.listAssets, list),
    changes(op.createAsset, create),
    reads(op.getAsset, get),
    changes(op.updateAsset, update),
    reads(op.listAssetRelationships, listRelationships),
    changes(op.upsertAssetRelationships, changeRelationships),
    serves(op.getBlastRadius, (request, { query }) => blastRadiusOf(engine, request, askedOf(query))),
    serves(op.simulateBlastRadius, (request, { body }) => blastRadiusOf(engine, request, body)),
  ];
}
