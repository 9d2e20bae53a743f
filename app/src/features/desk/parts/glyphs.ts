/** The desk's own signs, on the same 24 grid and stroke as the product's set. Constant markup, nothing from outside. */
export const glyphs = {
  chevron: '<path d="M6 9l6 6 6-6"/>',
  search: '<circle cx="11" cy="11" r="6.5"/><path d="M20 20l-4.3-4.3"/>',
  clear: '<path d="M6 6l12 12M18 6L6 18"/>',
  person: '<circle cx="12" cy="8" r="4"/><path d="M4 21c0-4.2 3.6-7 8-7s8 2.8 8 7"/>',
  people:
    '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 5.2a3.5 3.5 0 0 1 0 6.6M18.5 14.6c1.9 1 3 2.9 3 5.4"/>',
  pin: '<path d="M12 21.5c5-5 7-8.2 7-11.5a7 7 0 0 0-14 0c0 3.3 2 6.500 7 11.500z"/><circle cx="12" cy="10" r="2.5"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
  differ: '<path d="M5 9h14M5 15h14M15.5 4.5l-7 15"/>',
  unsure: '<path d="M9 8.600a3.200 3.200 0 1 1 4.800 2.800c-1.100.7-1.800 1.300-1.800 2.600M12 18v.1"/>',
  sound: '<path d="M4 9v6h4l5 4V5L8 9zM16.5 8.5a5 5 0 0 1 0 7M19.300 6a8.500 8.500 0 0 1 0 12"/>',
  mute: '<path d="M4 9v6h4l5 4V5L8 9zM17 9.500l5 5M22 9.500l-5 5"/>',
  lost: '<path d="M3 3l18 18M8.5 15.5a5 5 0 0 1 6-.6M4.500 11.500a11 11 0 0 1 4.500-2.600M14 9a11 11 0 0 1 5.500 2.500M12 19.500h.01M2 8a15 15 0 0 1 3-2M10.500 4.600A15.500 15.500 0 0 1 22 8"/>',
  held: '<path d="M4 8l8-4.500L20 8v8.500L12 21l-8-4.500zM4 8l8 4.500L20 8M12 12.500V21"/>',
  back: '<path d="M15 6l-6 6 6 6"/>',
  next: '<path d="M9 6l6 6-6 6"/>',
  rotate: '<path d="M20 12a8 8 0 1 1-2.500-5.800L20 8.500M20 4v4.500h-4.500"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  minus: '<path d="M5 12h14"/>',
  fit: '<path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4"/>',
  sun: '<circle cx="12" cy="12" r="4"/><path d="M12 2.500v2.500M12 19v2.500M2.500 12H5M19 12h2.500M5.300 5.300l1.800 1.800M16.900 16.900l1.800 1.800M18.700 5.300l-1.800 1.800M7.100 16.900l-1.800 1.800"/>',
  moon: '<path d="M20 14.200A8.400 8.400 0 1 1 9.800 4a6.700 6.700 0 0 0 10.200 10.200z"/>',
  globe:
    '<circle cx="12" cy="12" r="9"/><path d="M3.200 12h17.600M12 3c2.500 2.500 3.800 5.600 3.800 9s-1.300 6.500-3.800 9c-2.500-2.500-3.800-5.600-3.800-9S9.500 5.500 12 3z"/>',
  live: '<circle cx="12" cy="12" r="1.5"/><path d="M8.500 8.500a5 5 0 0 0 0 7M15.500 8.500a5 5 0 0 1 0 7M5.300 5.300a9.500 9.500 0 0 0 0 13.400M18.700 5.300a9.500 9.500 0 0 1 0 13.400"/>',
  more: '<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="2.5"/>',
  done: '<path d="M5 12.500l4.600 4.600L19 7.400"/>',
  note: '<path d="M4 20l1-4.500L16.500 4l3.500 3.500L8.500 19z"/>',
} as const;

export type GlyphName = keyof typeof glyphs;
