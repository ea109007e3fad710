"""Everything that is seen in a browser: pages, walls, stations, and the server they hang on."""
