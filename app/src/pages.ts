/** Which paths are pages of the app (routes.ts), and so are there without a line. What else the server may show is none of ours. */
export const PAGES = /^\/($|p\/|(venues|settings|learn|reports?|desk|patrol|staff)($|\/))/;
