-- What a report says runs on a target; the newest one goes to the asset.
alter table extraction_targets add column operating_system text;
