"""From the network to papers in the library: fetch, parse, plan, store. No Qt."""
