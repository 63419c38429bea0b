"""Catalogues of texts by language, and `messages`, which keeps them in step with the code."""
