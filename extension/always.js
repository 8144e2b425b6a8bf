// On sites that the reader allowed, known papers are marked from the start.
globalThis.papertrayKnown.start();
