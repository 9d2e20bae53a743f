/** The forms that may send somebody to their provider, by what they are of: whoever comes back finds them open, with what they had typed. */
export const originalForm = (photo: string): string => `original/${photo}`;
export const exportForm = (incident: string): string => `export/${incident}`;
export const downloadForm = (job: string): string => `download/${job}`;
