"""Questions to other sites: never to a private address, within bounds, with good manners."""
