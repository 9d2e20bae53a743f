/** Reports that need not be asked what exactly they are about: it was chosen word by word, or the reporter is not sure. */
export const settled = new Map<string, 'exact' | 'unsure'>();
