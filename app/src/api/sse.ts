export interface StreamEvent {
  id: string;
  event: string;
  data: string;
}

/**
 * Splits a Server-Sent Events body into events. Comments (heartbeats) come back as the event `heartbeat`,
 * so that the reader can tell a quiet stream from a dead one.
 */
export async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  let current: StreamEvent = { id: '', event: 'message', data: '' };
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const lines = (rest + value).split(/\r\n|\n|\r/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith(':')) yield { id: '', event: 'heartbeat', data: '' };
        else if (line !== '') current = withField(current, line);
        else {
          if (current.data) yield { ...current, data: current.data.slice(0, -1) };
          current = { id: '', event: 'message', data: '' };
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function withField(event: StreamEvent, line: string): StreamEvent {
  const colon = line.indexOf(':');
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (name === 'data') return { ...event, data: `${event.data}${value}\n` };
  if (name === 'id' || name === 'event') return { ...event, [name]: value };
  return event;
}
