import { type Binding, changes, reads } from '../../platform/http/handler.ts';
import * as op from './contract.ts';
import { changeRelationships, listRelationships } from './relationships.ts';
import { create, get, list, update } from './service.ts';

export const routes = (): readonly Binding[] => [
  reads(op.listAssets, list),
  changes(op.createAsset, create),
  reads(op.getAsset, get),
  changes(op.updateAsset, update),
  reads(op.listAssetRelationships, listRelationships),
  changes(op.upsertAssetRelationships, changeRelationships),
];
