import { expect, heading, PHOTOS, row, send, test } from './stand';

const CANARY = 'CANARY grey van 5f0b at the staff door';

/** Everything every database of the page holds, as one text; bytes are read as letters, so that words in them show. */
async function onDisk(): Promise<string> {
  const read = <Value>(request: IDBRequest<Value>) =>
    new Promise<Value>((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  const spell = (value: unknown): string => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
      return new TextDecoder('latin1').decode(value as BufferSource);
    if (value instanceof CryptoKey) return `key, extractable: ${value.extractable}`;
    if (Array.isArray(value)) return value.map(spell).join(' ');
    if (typeof value === 'object' && value !== null)
      return Object.entries(value)
        .map(([name, one]) => `${name} ${spell(one)}`)
        .join(' ');
    return String(value);
  };
  const parts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
  for (const { name } of await indexedDB.databases()) {
    const db = await read(indexedDB.open(name ?? ''));
    for (const store of db.objectStoreNames) {
      const shelf = db.transaction(store).objectStore(store);
      parts.push(store, spell(await read(shelf.getAllKeys())), spell(await read(shelf.getAll())));
    }
    db.close();
  }
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) parts.push(request.url);
  return parts.join('\n');
}

test('nothing is asked of strangers, and addresses and disks keep no secret', async ({ server, stage }) => {
  const visited: string[] = [];
  const phone = await stage.phone('/p/BV-T1-114');
  phone.on('framenavigated', (frame) => visited.push(frame.url()));
  await phone.addInitScript(() =>
    addEventListener('securitypolicyviolation', (event) => console.error('Content Security Policy', event)),
  );
  await phone.reload();
  await send(phone, 'Something else');
  await expect(phone.getByText(/^Sent \d/)).toBeVisible();
  await phone.getByRole('button', { name: 'I’m done' }).click();
  await phone.getByRole('link', { name: 'Words' }).click();
  await phone.getByLabel('Your words').fill(CANARY);
  await phone.getByRole('button', { name: 'Add words' }).click();
  await phone.getByRole('link', { name: 'Photos' }).click();
  await phone.getByLabel('From library').setInputFiles(PHOTOS.withPlace);
  await expect(phone.getByRole('figure')).toContainText('Sent');
  await phone.getByRole('button', { name: 'Done' }).click();
  await phone.getByRole('button', { name: 'Skip' }).click();
  const receipt = (await phone.getByRole('group', { name: 'Receipt code' }).textContent())?.replace(/\s/g, '') ?? '';
  expect(receipt).toMatch(/^[0-9A-Z]{20,}$/);

  const desk = await stage.desk();
  await row(desk, /./).click();
  await expect(desk.getByText(CANARY)).toBeVisible();
  await expect(desk.getByRole('img', { name: 'Photo 1, report 1' })).toBeVisible();

  const { reports } = await (await server.officer()).onlyIncident();
  const report = reports[0]?.id ?? '';
  expect(new Set(stage.requests.filter((url) => /^http/.test(url)).map((url) => new URL(url).origin))).toEqual(
    new Set([server.origin]),
  );
  expect(stage.requests.join('\n').toUpperCase()).not.toContain(receipt);
  expect([...visited, phone.url(), desk.url()].join('\n')).not.toContain(report);
  expect(stage.requests.filter((url) => /CANARY|van/i.test(url))).toEqual([]);

  const kept = await phone.evaluate(onDisk);
  for (const secret of ['CANARY', 'grey van', receipt, report, 'EXIF-CANARY']) expect(kept).not.toContain(secret);
  expect(kept).toContain('key, extractable: false');
  const deskKept = await desk.evaluate(onDisk);
  for (const secret of ['CANARY', receipt, report]) expect(deskKept).not.toContain(secret);
});

test('the receipt opens the report on another phone, and a mistyped one says which group', async ({
  stage,
  server,
}) => {
  const { receipt } = await server.report({ category: 'air.drone', place: { plate: 'BV-T1-114' } });
  const phone = await stage.phone('/reports/open');
  const field = phone.getByLabel('Receipt code');
  await field.fill(receipt.slice(0, -1) + (receipt.endsWith('A') ? 'B' : 'A'));
  await phone.getByRole('button', { name: 'Open report' }).click();
  await expect(phone.getByRole('alert')).toContainText(/differ/);
  await field.fill(receipt);
  await phone.getByRole('button', { name: 'Open report' }).click();
  await expect(heading(phone, 'Your report is sent')).toBeVisible();
  expect(phone.url()).not.toContain(receipt.replace(/\W/g, ''));
});
