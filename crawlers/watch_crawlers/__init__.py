"""The crawl: sources in, documents out, politely and through one gate. `crawlers/README.md` shows how."""
