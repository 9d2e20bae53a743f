import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Badge, Device, Outbox, OutboxAmendment, OutboxItem, OutboxPhoto, Parcel } from './device';
import { locate } from './web';

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

export function tauriDevice(): Device {
  const outbox = new NativeOutbox();
  return {
    kind: 'tauri',
    outbox,
    locate,
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
