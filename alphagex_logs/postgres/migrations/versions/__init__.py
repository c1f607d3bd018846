"""One file per step; each is additive and may run on a database that has parts of it."""
