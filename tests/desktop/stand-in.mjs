// A server on loopback for one venue, which remembers what it was sent and how often. It can go away and come back.
import { createServer } from 'node:http';

const square = (x, y) => [[[x, y], [x + 0.001, y], [x + 0.001, y + 0.001], [x, y + 0.001], [x, y]]];
const zone = (id, name, x) => ({
  type: 'Feature',
  id,
  properties: { name, zone_class: 'public_landside', floor: '0' },
  geometry: { type: 'Polygon', coordinates: square(x, 51) },
});
const tile = (code, icon, label, category) => ({ code, icon, label, hint: 'Tap if you saw it', category });

export const venue = {
  id: 'bayview', name: 'Bayview Airport', kind: 'airport', emergency_number: '112', languages: ['en'], time_zone: 'UTC', version: '1',
  groups: [{ code: 'thing', label: 'A thing' }],
  tiles: [tile('bag', 'bag', 'Bag or object', 'thing.bag'), tile('drone', 'drone', 'Drone', 'thing.drone')],
  categories: ['bag', 'drone'].map((name) => ({
    code: `thing.${name}`, group: 'thing', label: `Left ${name}`, default_priority: 3, emergency: 'never', questions: ['how_long'],
  })),
  questions: { how_long: { text: 'How long has it been there?', type: 'single', required: false, options: [{ code: 'new', label: 'A few minutes' }, { code: 'old', label: 'An hour' }] } },
  floors: [{ code: '0', label: 'Ground floor', level: 0 }],
  zones: { type: 'FeatureCollection', features: [zone('hall-a', 'Hall A', -1), zone('hall-b', 'Hall B', -0.998)] },
  drawing: { type: 'FeatureCollection', features: [] },
  plates: [],
  limits: { photo_bytes: 26214400, photo_pixels: 64000000, photos_per_report: 10, narrative_chars: 4000, answer_chars: 500, message_chars: 2000, place_text_chars: 300, contact_chars: 200 },
};

export class StandIn {
  reports = new Map();
  amendments = new Map();
  calls = [];
  met = 0;

  constructor(port) {
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
  }

  async start() {
    this.server = createServer((request, response) => void this.#meet(request, response));
    await new Promise((done) => this.server.listen(this.port, '127.0.0.1', done));
  }

  async stop() {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    await new Promise((done) => (server ? server.close(done) : done()));
  }

  /** How often a report with these words was sent here: more than once is once too often, even under one key. */
  arrived(words) {
    return this.calls.filter((key) => this.reports.get(key)?.includes(words)).length;
  }

  async #meet(request, response) {
    this.met += 1;
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
    response.setHeader('Access-Control-Allow-Headers', '*, Authorization, Content-Type, Idempotency-Key');
    const [status, body] = request.method === 'OPTIONS' ? [204] : this.#answer(request, Buffer.concat(chunks));
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(body && JSON.stringify(body));
  }

  #answer({ method, url, headers }, body) {
    const path = url.split('?')[0].replace('/api/v1', '');
    if (method === 'GET' && path === '/venues') return [200, { items: [venue] }];
    if (method === 'GET' && path === '/venues/bayview') return [200, venue];
    const key = headers['idempotency-key'];
    const emergency = { show: false, number: '112' };
    if (method === 'POST' && path === '/venues/bayview/reports') {
      const known = this.reports.get(key);
      this.calls.push(key);
      if (known && known !== String(body)) return [422, { code: 'key_reused' }];
      this.reports.set(key, String(body));
      return [201, { id: `r-${key}`, receipt: 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345', received_at: '2026-01-01T14:02:00Z', emergency }];
    }
    if (method === 'PATCH') {
      this.amendments.set(key, String(body));
      return [201, { id: path, received_at: '2026-01-01T14:02:00Z', emergency }];
    }
    return [404, { code: 'not_found' }];
  }
}
