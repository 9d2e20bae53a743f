import type { Device } from './device';
import { webDevice } from './web';

/** The adapter for where we run. The native one loads only in the window, so that browsers never download it. */
async function choose(): Promise<Device> {
  if (!('__TAURI_INTERNALS__' in globalThis)) return webDevice();
  return (await import('./tauri')).tauriDevice();
}

export const device: Device = await choose();
