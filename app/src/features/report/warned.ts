/** Reports for which the emergency screen was answered; it comes up once for each, not at every glance. */
export const warned = new Set<string>();
