/** What badge-holders see on screens that everybody uses, and the screens only they have; loaded where there is a badge. */
export { default as Anothers } from './StaffAnothers.svelte';
export { default as Confidence } from './Confidence.svelte';
export { default as Line } from './StaffLine.svelte';
export { default as Name } from './StaffName.svelte';
export { default as Practice } from './StaffPractice.svelte';
export { default as SignedIn } from './StaffSignedIn.svelte';
export { default as What } from './StaffWhat.svelte';
