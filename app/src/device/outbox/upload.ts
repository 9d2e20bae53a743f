import type { World } from './sender';

/** `fetch` cannot tell how much has gone, XMLHttpRequest can. Tells at most every twentieth part. */
export const upload: NonNullable<World['upload']> = (url, headers, content, progress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    request.timeout = 600_000;
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    let told = 0;
    request.upload.onprogress = ({ loaded }) => {
      if (loaded - told < content.size / 20) return;
      told = loaded;
      progress(Math.min(loaded, content.size));
    };
    request.onload = () => {
      const kept = ['Content-Type', 'Retry-After'].flatMap((name) => {
        const value = request.getResponseHeader(name);
        return value ? [[name, value] as [string, string]] : [];
      });
      resolve(new Response(request.responseText || null, { status: request.status, headers: kept }));
    };
    request.onerror = request.ontimeout = request.onabort = () => reject(new TypeError('upload failed'));
    request.send(content);
  });
