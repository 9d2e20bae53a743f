import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type {
  Badge,
  Device,
  Disguise,
  Outbox,
  OutboxAmendment,
  OutboxItem,
  OutboxPhoto,
  Parcel,
  Position,
} from './device';
import { hasCamera, locate } from './web';

/** What the device says of itself when a page begins. */
interface DeviceIs {
  disguised: boolean;
  phone: boolean;
  /** It must be asked for the position itself: these pages have no `navigator.geolocation` that works. */
  locates: boolean;
  taps: boolean;
}

/** The window's outbox lives in Rust and sends with no page open; this side only asks it. */
class NativeOutbox implements Outbox {
  put(item: OutboxItem): Promise<void> {
    return invoke('outbox_put', { item: JSON.parse(JSON.stringify(item)) as OutboxItem });
  }

  async putPhoto(key: string, photo: OutboxPhoto, content: Blob): Promise<void> {
    // Raw bytes as the message, names in its headers: 25 MB as a JSON array would be a hundred.
    await invoke('outbox_photo_put', await content.arrayBuffer(), {
      headers: { 'x-key': key, 'x-photo': encodeURIComponent(JSON.stringify(photo)) },
    });
  }

  removePhoto(key: string, photo: string): Promise<void> {
    return invoke('outbox_photo_remove', { key, photo });
  }

  takeBack(key: string, amendment: OutboxAmendment): Promise<'erased' | 'told'> {
    return invoke('outbox_take_back', { key, amendment: JSON.parse(JSON.stringify(amendment)) as OutboxAmendment });
  }

  async parcel(key: string): Promise<Parcel | undefined> {
    return (await invoke<Parcel | null>('outbox_parcel', { key })) ?? undefined;
  }

  async badge(): Promise<Badge | undefined> {
    return (await invoke<Badge | null>('outbox_badge')) ?? undefined;
  }

  keepBadge(badge: Badge | undefined): Promise<void> {
    return invoke('outbox_keep_badge', { badge: badge ? (JSON.parse(JSON.stringify(badge)) as Badge) : null });
  }

  unname(key: string): Promise<void> {
    return invoke('outbox_unname', { key });
  }

  list(): Promise<OutboxItem[]> {
    return invoke('outbox_list');
  }

  async photo(key: string, photo: string): Promise<Blob | undefined> {
    const bytes = await invoke<ArrayBuffer>('outbox_photo', { key, photo });
    return bytes.byteLength > 0 ? new Blob([bytes]) : undefined;
  }

  remove(key: string): Promise<void> {
    return invoke('outbox_remove', { key });
  }

  clear(): Promise<void> {
    return invoke('outbox_clear');
  }

  sendNow(): Promise<void> {
    return invoke('outbox_send_now');
  }

  onChange(listener: () => void): () => void {
    const stop = listen('outbox://changed', listener);
    return () => void stop.then((end) => end());
  }
}

/** The title and the icon of a window; on a phone the entry on its home screen. */
class NativeDisguise implements Disguise {
  on: boolean;

  constructor(on: boolean) {
    this.on = on;
  }

  async set(on: boolean): Promise<void> {
    await invoke('disguise', { on });
    this.on = on;
  }
}

const NOTHING: DeviceIs = { disguised: false, phone: false, locates: false, taps: false };

export async function tauriDevice(): Promise<Device> {
  const outbox = new NativeOutbox();
  // Reporting needs none of it.
  const is = await invoke<DeviceIs>('device').catch(() => NOTHING);
  return {
    kind: 'tauri',
    outbox,
    disguise: new NativeDisguise(is.disguised),
    locate: is.locates ? locateByPhone : locate,
    // Windows on a desk give pages no camera, and nobody holds a sign to one.
    ...(is.phone &&
      hasCamera() && { scan: async (video, stop, enough) => (await import('./scan')).scan(video, stop, enough) }),
    ...(is.taps && { tap }),
    notify: () => Promise.resolve(),
    async seal(recipient, content) {
      const headers = { 'x-recipient': recipient };
      return new Blob([await invoke<ArrayBuffer>('seal', await content.arrayBuffer(), { headers })]);
    },
    prepare: () => Promise.resolve(),
    leave() {
      void invoke('leave');
      // What is on the screen goes with this page; what was begun of a report lies in the outbox.
      location.replace('/');
    },
    wake() {
      // The network's return is heard here first.
      addEventListener('online', () => void outbox.sendNow());
      void outbox.sendNow();
    },
  };
}

async function tap(stop: AbortSignal): Promise<string | undefined> {
  const end = () => void invoke('stop_tap');
  stop.addEventListener('abort', end);
  try {
    return (await invoke<string | null>('tap')) ?? undefined;
  } finally {
    stop.removeEventListener('abort', end);
  }
}

interface Fix {
  coords: { latitude: number; longitude: number; accuracy: number };
}

/** As `locate` of the web; a sentence in place of a position means that there is none. */
function locateByPhone(heard: (position: Position | undefined) => void): () => void {
  const fixes = new Channel<Fix | string>((fix) => {
    if (typeof fix === 'string') return heard(undefined);
    const { latitude, longitude, accuracy } = fix.coords;
    heard({ lat: latitude, lon: longitude, accuracy_m: Math.max(1, Math.round(accuracy)) });
  });
  const options = { enableHighAccuracy: true, maximumAge: 10_000, timeout: 20_000 };
  invoke('plugin:geolocation|watch_position', { options, channel: fixes }).catch(() => heard(undefined));
  return () => void invoke('plugin:geolocation|clear_watch', { channelId: fixes.id }).catch(() => undefined);
}
