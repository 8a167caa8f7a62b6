"""Programme packs (方案包) in the window: going over to another version, and editing the next one at the city."""
