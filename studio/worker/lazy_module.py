"""Load a module when something of it is first used, although other packages import it at once."""

import importlib
import importlib.util
import sys


def load_when_used(name: str) -> None:
    """Make later imports of a module cheap: it is loaded when one of its attributes is first read.

    Only for a module that others import whole (`from scipy import signal`), and before it is imported. Does nothing if
    it is loaded already or not installed.

    Parameters
    ----------
    name : str
        The module's full name, below a package.
    """
    package, _, last = name.rpartition(".")
    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    setattr(sys.modules[package], last, module)
