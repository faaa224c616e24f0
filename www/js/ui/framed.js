// Whether the page stands in a frame of another page, where it is a guest: it keeps nothing and leaves the browser's
// history alone.

export const framed = globalThis.top !== globalThis.self;
