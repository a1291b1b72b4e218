"""What the studio's objects look like in a notebook: HTML with their sound inside, one module a kind of object.

Nothing of it needs a kernel, a script or another file once it is shown: a saved notebook and its HTML show and play the
same. `registry.RENDERERS` lists the kinds.
"""
