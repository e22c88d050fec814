-- Imports fill these by the hundred thousand at once. Statistics of before make plans that take seconds where milliseconds are
-- due, so a share of new rows that would be small elsewhere asks for new ones here.
alter table assets set (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 200);
alter table asset_identifiers set (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 200);
alter table findings set (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 1000);
alter table extraction_targets set (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 200);
alter table vulnerabilities set (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500);
alter table sightings set (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500);
alter table ingestion_changes set (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 1000);
