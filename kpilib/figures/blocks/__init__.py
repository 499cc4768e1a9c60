"""The sections of a review page, one module by theme; each makes its piece from a sheet."""
