import { startS3Peer } from './s3-peer.fixture.ts';

/** Runs the peer until it is killed; prints its address. Argument: credentials as JSON. */
const { endpoint } = await startS3Peer(JSON.parse(process.argv[2] ?? ''), 'reports');
process.stdout.write(`${endpoint}\n`);
