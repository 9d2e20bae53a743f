// The anchor of goals 3 and 6: what a team would usually build for the same job, and no more than that job.
//
// Fastify takes the report, PostgreSQL stores it in one transaction with fsync on; a photo is checked against its digest,
// stripped and resized by sharp, and written with fsync together with its original. No triage, no routing, no log, no
// sealing, no page: the server under test does all of that in the same request and is measured with it.
//
// usage: node server.mjs PORT FOLDER   (PostgreSQL through the PG* variables)
import { createHash, randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import Fastify from 'fastify';
import pg from 'pg';
import sharp from 'sharp';

const [port, folder] = process.argv.slice(2);
const pool = new pg.Pool({ max: 16 });
await pool.query(`create table if not exists reports (
  id uuid primary key, key text not null unique, venue text not null, category text not null, narrative text,
  place jsonb not null, answers jsonb, received_at timestamptz not null default now())`);
await pool.query(`create table if not exists photos (
  id uuid primary key, report uuid not null references reports(id), sha256 text not null, received_at timestamptz)`);

const app = Fastify({ bodyLimit: 26 * 1024 * 1024 });
app.addContentTypeParser(/^image\//, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

const text = { type: 'string' };
const report = {
  type: 'object',
  required: ['category', 'place'],
  properties: {
    category: { ...text, maxLength: 64 },
    narrative: { ...text, maxLength: 4000 },
    place: { type: 'object' },
    answers: { type: 'object' },
    photos: { type: 'array', maxItems: 10, items: { type: 'object', required: ['id', 'sha256'] } },
  },
};

app.post('/api/v1/venues/:venue/reports', { schema: { body: report } }, async (request, reply) => {
  const { category, narrative, place, answers, photos = [] } = request.body;
  const id = randomUUID();
  const values = [id, request.headers['idempotency-key'], request.params.venue, category, narrative, place, answers];
  const insert = {
    name: 'report',
    text: `insert into reports (id, key, venue, category, narrative, place, answers) values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (key) do nothing returning received_at`,
    values,
  };
  if (photos.length === 0) {
    // One statement is one transaction.
    const stored = await pool.query(insert);
    return reply.code(201).send({ id, receipt: id, received_at: stored.rows[0]?.received_at });
  }
  const client = await pool.connect();
  try {
    await client.query('begin');
    const stored = await client.query(insert);
    for (const photo of photos) {
      await client.query({
        name: 'photo',
        text: 'insert into photos (id, report, sha256) values ($1, $2, $3)',
        values: [photo.id, id, photo.sha256],
      });
    }
    await client.query('commit');
    return reply.code(201).send({ id, receipt: id, received_at: stored.rows[0]?.received_at });
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
});

async function store(name, bytes) {
  const file = await open(join(folder, name), 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

const copy = (bytes, longest) =>
  sharp(bytes)
    .rotate()
    .resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82 })
    .toBuffer();

app.put('/api/v1/reports/:report/photos/:photo', async (request, reply) => {
  const { report, photo } = request.params;
  const sha256 = createHash('sha256').update(request.body).digest('hex');
  const known = await pool.query({ name: 'known', text: 'select sha256 from photos where id = $1 and report = $2', values: [photo, report] });
  if (known.rows[0]?.sha256 !== sha256) return reply.code(422).send({ code: 'digest_mismatch' });
  const [view, thumb] = await Promise.all([copy(request.body, 2560), copy(request.body, 400)]);
  await Promise.all([
    store(`${photo}-original`, request.body),
    store(`${photo}-view`, view),
    store(`${photo}-thumb`, thumb),
  ]);
  await pool.query({ name: 'stored', text: 'update photos set received_at = now() where id = $1', values: [photo] });
  return reply.code(201).send({ id: photo, state: 'ready' });
});

app.get('/livez', async () => ({ ok: true }));

await app.listen({ host: '127.0.0.1', port: Number(port) });
