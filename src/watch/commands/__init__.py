"""Commands of `vigie` that would crowd `watch.cli`."""
