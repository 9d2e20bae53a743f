// A mail server for the stories: STARTTLS and a password are required, as a real one would. It prints its two ports as one line
// of JSON, keeps what it is sent, and is told over HTTP to take mail, to refuse everybody,
// to say nothing at all, or to hold its last answer back.
//
//   node sink.mjs certificate.pem key.pem
//
// It ends when its standard input does, so that it never outlives the test that started it.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { once } from 'node:events';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const [cert, key] = process.argv.slice(2).map((path) => readFileSync(path));
const mails = [];
const held = [];
const waiting = [];
let mode = 'take';
let refused = 0;

function failure(code, words) {
  return Object.assign(new Error(words), { responseCode: code });
}

async function take(stream, session) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const { subject, text, messageId } = await simpleParser(raw);
  const to = session.envelope.rcptTo.map(({ address }) => address);
  mails.push({ to, from: session.envelope.mailFrom.address, subject, text, message_id: messageId, raw: raw.toString('latin1'), tls: session.secure, user: session.user });
}

const smtp = new SMTPServer({
  cert,
  key,
  authOptional: false,
  allowInsecureAuth: false,
  onConnect(_session, done) {
    if (mode === 'silence') return;
    if (mode !== 'refuse') return done();
    refused += 1;
    done(failure(421, 'closed for an hour'));
  },
  onAuth({ username, password }, _session, done) {
    const known = username === 'story' && password === 'teller';
    done(known ? null : failure(535, 'who are you'), known ? { user: username } : undefined);
  },
  onData(stream, session, done) {
    take(stream, session).then(() => {
      if (mode !== 'hold') return done();
      held.push(done);
      for (const tell of waiting.splice(0)) tell();
    }, done);
  },
});
// A client that goes away in the middle is part of the stories.
smtp.on('error', () => {});

const control = http.createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://sink');
  if (request.method === 'POST' && pathname === '/mode') {
    mode = searchParams.get('to');
    if (mode !== 'hold') for (const done of held.splice(0)) done();
  }
  if (pathname === '/held' && held.length === 0) await new Promise((tell) => waiting.push(tell));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(pathname === '/mails' ? mails : { mode, held: held.length, refused }));
});

smtp.listen(0, '127.0.0.1');
control.listen(0, '127.0.0.1');
await Promise.all([once(smtp.server, 'listening'), once(control, 'listening')]);
console.log(JSON.stringify({ smtp: smtp.server.address().port, http: control.address().port }));
process.stdin.on('end', () => process.exit(0)).resume();
