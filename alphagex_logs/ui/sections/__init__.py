"""The parts of the pages, one module a page: each function draws one part from the filters."""
