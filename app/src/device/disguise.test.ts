// @vitest-environment happy-dom
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { disguiseContract, type Wardrobe } from './contract-disguise';
import { WebDisguise } from './disguise';
import { tauriDevice } from './tauri';

beforeEach(() => {
  localStorage.clear();
  document.head.innerHTML =
    '<link rel="manifest" href="/manifest.webmanifest"><link rel="icon" href="/icons/mark.svg"><link rel="apple-touch-icon" href="/icons/icon-192.png">';
});
afterEach(() => clearMocks());

describe('in a browser', () => {
  const links = () => [...document.querySelectorAll('link')].map((link) => link.getAttribute('href'));

  disguiseContract(() => ({
    open: () => Promise.resolve(new WebDisguise()),
    shows: () => {
      const neutral = links().filter((href) => href?.includes('notes')).length;
      return neutral === 0 ? 'own' : neutral === links().length ? 'neutral' : undefined;
    },
  }));
});

describe('in the window, before a device that answers as the commands of Rust do', () => {
  disguiseContract((): Wardrobe => {
    let [neutral, broken] = [false, false];
    mockIPC((command, payload) => {
      if (command === 'device') return { disguised: neutral, phone: false, locates: false, taps: false };
      if (broken) throw new Error('settings.json cannot be written');
      if (command === 'disguise') neutral = (payload as { on: boolean }).on;
    });
    return {
      open: async () => (await tauriDevice()).disguise,
      shows: () => (neutral ? 'neutral' : 'own'),
      breaks: () => (broken = true),
    };
  });
});

describe('what a phone can do more', () => {
  const camera = { mediaDevices: { getUserMedia: () => Promise.reject(new Error('refused')) } };

  test('a desk offers neither camera nor chip, and one that does not answer is a desk', async () => {
    Object.assign(navigator, camera);
    mockIPC(() => ({ disguised: false, phone: false, locates: false, taps: false }));
    expect(await tauriDevice()).not.toHaveProperty('scan');
    expect(await tauriDevice()).not.toHaveProperty('tap');
    mockIPC(() => {
      throw new Error('an older device');
    });
    expect(await tauriDevice()).not.toHaveProperty('scan');
  });

  test('a phone with a chip reader says what the chip says, and stops when asked', async () => {
    Object.assign(navigator, camera);
    const asked: string[] = [];
    mockIPC((command) => {
      asked.push(command);
      if (command === 'device') return { disguised: false, phone: true, locates: false, taps: true };
      if (command === 'tap') return asked.includes('stop_tap') ? null : 'https://see.example.org/p/BV-1207';
    });
    const device = await tauriDevice();
    expect(device).toHaveProperty('scan');
    const stop = new AbortController();
    expect(await device.tap?.(stop.signal)).toBe('https://see.example.org/p/BV-1207');
    stop.abort();
    expect(asked).toEqual(['device', 'tap']);
  });

  test('where the pages have no position, the device is asked, until nobody wants to know', async () => {
    const asked: [string, unknown][] = [];
    let say: (message: unknown) => void = () => undefined;
    mockIPC((command, payload) => {
      asked.push([command, payload]);
      if (command === 'device') return { disguised: false, phone: true, locates: true, taps: false };
      if (command === 'plugin:geolocation|watch_position') {
        const { channel } = payload as { channel: { onmessage: (message: unknown) => void } };
        say = (message) => channel.onmessage(message);
      }
    });
    const heard: unknown[] = [];
    const stop = (await tauriDevice()).locate((position) => heard.push(position));
    say({ coords: { latitude: 41.2971, longitude: 2.0785, accuracy: 0.4 } });
    say('location is switched off');
    expect(heard).toEqual([{ lat: 41.2971, lon: 2.0785, accuracy_m: 1 }, undefined]);
    stop();
    expect(asked.at(-1)?.[0]).toBe('plugin:geolocation|clear_watch');
  });
});
