"""How sure a segregation index is: corrections, intervals and tests that hold for small units."""
