"""The generation process: the only place where a model runs, and the only importer of mlx."""
