/** Whether the officer is choosing what the queue is narrowed to. */
export class Narrowing {
  open = $state(false);
}
