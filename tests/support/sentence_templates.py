"""Finds the sentences that Python can send to the page, by reading the source.

A template is a sentence with "{}" where a value is inserted. Sentences are what is given to an error (`StudioError` and
its subclasses), to a function that passes its parameter on to one, and what the functions in `ALSO` return. Where a
value is one of several strings (a conditional, a constant, a variable of the function), each of them makes a template.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path

PLACE = re.compile(r"\{\w*\}")
_SQL = re.compile(r"\b(SELECT|FROM|WHERE|IS NULL|ORDER BY|PRAGMA)\b")  # for `Database.read`: no sentence
_ERROR = ("what", "next_step")  # the parameters of errors
_MOST = 64  # templates of one expression


@dataclass(frozen=True)
class Sentences:
    """The templates of a package, and words that are inserted into them, each with a place in the source.

    Parameters
    ----------
    package : Path
        The folder with the sources.
    errors : mapping of str to tuple of int
        Names of classes, and which of their arguments are sentences.
    left_out : sequence of str
        Files and folders, relative to the package, whose sentences are not looked for.
    also : mapping of str to tuple of str
        Further functions, by file: whatever string they return, add to a list or assign is a sentence.
    in_shell : bool
        Whether of an `Advice` the terms of the shell are taken, which are the page's too; else those of Python.
    """

    package: Path
    errors: Mapping[str, tuple[int, ...]]
    left_out: Sequence[str] = ()
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    in_shell: bool = True

    @cached_property
    def modules(self) -> "dict[str, _Module]":
        """Every module by its path in the package."""
        paths = sorted(self.package.rglob("*.py"))
        return {path.relative_to(self.package).as_posix(): _Module(ast.parse(path.read_text())) for path in paths}

    @cached_property
    def constants(self) -> dict[str, ast.expr]:
        """Constants of all modules by name; of several with one name, any."""
        return {name: value for module in self.modules.values() for name, value in module.constants.items()}

    @cached_property
    def raisers(self) -> dict[str, dict[str, tuple[int, ...]]]:
        """For each module, the names of classes and functions that make an error, and which arguments are sentences."""
        shared = dict(self.errors)
        own: dict[str, dict[str, tuple[int, ...]]] = {path: {} for path in self.modules}
        while True:
            before = len(shared) + sum(map(len, own.values()))
            for path, module in self.modules.items():
                for function in module.functions:
                    known = shared | own[path]
                    if places := _passed_on(function, known):
                        (own[path] if function.name.startswith("_") else shared)[function.name] = places
            if len(shared) + sum(map(len, own.values())) == before:
                return {path: shared | found for path, found in own.items()}

    def templates(self) -> dict[str, str]:
        """Return the templates, each with its first place in the source."""
        found: dict[str, str] = {}
        for path, module in self.modules.items():
            if path.startswith(tuple(self.left_out)):
                continue
            for function, expression in self._expressions(path, module):
                for template in self._expanded(expression, module, function, 0):
                    if _is_language(template):
                        found.setdefault(PLACE.sub("{}", template), f"{path}:{expression.lineno}: {template}")
        return found

    def _expressions(self, path: str, module: "_Module") -> "Iterator[tuple[_Function, ast.expr]]":
        raisers = self.raisers[path]
        for function in [module.whole, *module.functions]:
            for node in function.calls:
                if places := raisers.get(_name(node.func)):
                    for argument in _arguments(node, places, self._parameters(_name(node.func), path)):
                        if not (isinstance(argument, ast.Name) and argument.id in function.parameters):
                            yield function, argument
        for name in self.also.get(path, ()):
            function = module.function(name)
            for node in _own_nodes(function.node):
                yield from ((function, each) for each in _said(node))

    @cached_property
    def _public(self) -> dict[str, Sequence[str]]:
        every = [function for module in self.modules.values() for function in module.functions]
        return {function.name: function.parameters for function in every} | dict.fromkeys(self.errors, _ERROR)

    def _parameters(self, name: str, path: str) -> Sequence[str]:
        own = self.modules[path].function_or_none(name)
        return own.parameters if own else self._public.get(name, ())

    def _expanded(self, node: ast.expr, module: "_Module", function: "_Function", depth: int) -> list[str]:
        """Return the templates of an expression; one place where it is a value."""
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=parts):
                return _joined([self._expanded(part, module, function, depth) for part in parts])
            case ast.FormattedValue(value=value, format_spec=None, conversion=-1):
                return self._expanded(value, module, function, depth)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return _joined([self._expanded(side, module, function, depth) for side in (left, right)])
            case ast.BinOp(op=ast.Mult(), left=ast.Constant(value=str(text))):
                return ["", text]
            case ast.IfExp(body=body, orelse=other):
                return self._expanded(body, module, function, depth) + self._expanded(other, module, function, depth)
            case ast.BoolOp(op=ast.Or(), values=values):
                return [text for each in values for text in self._expanded(each, module, function, depth)]
            case ast.Name(id=name) if depth < 4 and name not in function.parameters:
                values = function.assigned(name) or [
                    value for value in (module.constants.get(name) or self.constants.get(name),) if value
                ]
                texts = [text for each in values for text in self._expanded(each, module, function, depth + 1)]
                return texts or [_place(node)]
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[_, *otherwise]):
                values = _dict_values(module.constants.get(name))
                texts = [
                    text for each in [*values, *otherwise] for text in self._expanded(each, module, function, depth)
                ]
                return texts if values else [*texts, _place(node)]
            case ast.Subscript(value=ast.Name(id=name)) if values := _dict_values(module.constants.get(name)):
                return [text for each in values for text in self._expanded(each, module, function, depth)]
            case ast.Call(func=ast.Name(id="Advice"), args=[python], keywords=[ast.keyword(value=shell)]):
                return self._expanded(shell if self.in_shell else python, module, function, depth)
            case ast.Call(func=ast.Attribute(value=value, attr="rstrip" | "strip")):
                return self._expanded(value, module, function, depth)
            case ast.Call(func=ast.Name(id=name)) if depth < 4 and (called := module.function_or_none(name)):
                texts = [text for each in called.returned for text in self._expanded(each, module, called, depth + 1)]
                return texts if texts and len(texts) <= 12 else [_place(node)]
        return [_place(node)]


class _Function:
    def __init__(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Module) -> None:
        self.node = node
        self.name = "" if isinstance(node, ast.Module) else node.name
        arguments = None if isinstance(node, ast.Module) else node.args
        names = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)] if arguments else []
        self.parameters = [name for name in names if name not in ("self", "cls")]

    @cached_property
    def calls(self) -> list[ast.Call]:
        """What it calls."""
        return [node for node in _own_nodes(self.node) if isinstance(node, ast.Call)]

    def assigned(self, name: str) -> list[ast.expr]:
        """Return the strings that the function assigns to a variable; none where it assigns something else too."""
        if isinstance(self.node, ast.Module):
            return []
        found: list[ast.expr] = []
        for node in ast.walk(self.node):
            for target, value in _assignments(node):
                if target != name:
                    continue
                if not _is_text(value):
                    return []
                found.append(value)
        return found

    @property
    def returned(self) -> list[ast.expr]:
        found = [node.value for node in _own_nodes(self.node) if isinstance(node, ast.Return) and node.value]
        return found if all(map(_is_text, found)) else []


class _Module:
    def __init__(self, tree: ast.Module) -> None:
        self.whole = _Function(tree)
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        self.functions = [_Function(node) for node in ast.walk(tree) if isinstance(node, kinds)]
        self._by_name = {function.name: function for function in reversed(self.functions)}
        self.constants: dict[str, ast.expr] = {}
        for node in tree.body:
            for target, value in _assignments(node):
                if _is_text(value) or isinstance(value, ast.Dict):
                    self.constants[target] = value

    def function_or_none(self, name: str) -> _Function | None:
        return self._by_name.get(name)

    def function(self, name: str) -> _Function:
        found = self.function_or_none(name)
        if found is None:
            raise KeyError(name)
        return found


def _is_language(template: str) -> bool:
    """Whether a string is a sentence or words, and not a key, a format or only a place."""
    plain = PLACE.sub("", template)
    if _SQL.search(template):
        return False
    return any(map(str.isalpha, plain)) and (" " in template.strip() or (plain.endswith(".") and plain[0].isupper()))


def _assignments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.value
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                yield from (
                    (each.id, value)
                    for each, value in zip(target.elts, node.value.elts, strict=False)
                    if isinstance(each, ast.Name)
                )
            elif isinstance(target, ast.Tuple):
                yield from ((each.id, node.value) for each in target.elts if isinstance(each, ast.Name))
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, node.value
    elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
        yield node.target.id, node.iter


def _is_text(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _is_text(left) or _is_text(right)
        case ast.IfExp(body=body, orelse=other):
            return _is_text(body) and _is_text(other)
        case ast.Call(func=ast.Name(id="Advice")):
            return True
    return False


def _dict_values(node: ast.expr | None) -> list[ast.expr]:
    return (
        [value for value in node.values if _is_text(value) or isinstance(value, ast.Name)]
        if isinstance(node, ast.Dict)
        else []
    )


def _joined(parts: Sequence[Sequence[str]]) -> list[str]:
    texts = ["".join(each) for each in product(*parts)]
    return texts if len(texts) <= _MOST else ["{value}"]


def _place(node: ast.expr) -> str:
    """Return the place of a value in a template, with a name for people."""
    while not (found := _name(node)):
        inner = next((child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)), None)
        if inner is None:
            return "{value}"
        node = inner
    return f"{{{found.strip('_').lower()}}}"


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a function or module without those of the functions within."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from _own_nodes(child)


def _arguments(call: ast.Call, places: Sequence[int], parameters: Sequence[str]) -> Iterator[ast.expr]:
    for place in places:
        if place < len(call.args):
            yield call.args[place]
        elif place < len(parameters):
            yield from (each.value for each in call.keywords if each.arg == parameters[place])


def _passed_on(function: _Function, known: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Return which parameters of a function are a sentence of an error, or inserted into one."""
    found: set[int] = set()
    for node in function.calls:
        if (places := known.get(_name(node.func))) and _name(node.func) != function.name:
            for argument in _arguments(node, places, _ERROR):
                for name in _inserted(argument):
                    if name in function.parameters:
                        found.add(function.parameters.index(name))
    return tuple(sorted(found))


def _inserted(node: ast.expr) -> Iterator[str]:
    """Yield the names that are a sentence, or stand in one as they are."""
    match node:
        case ast.Name(id=name):
            yield name
        case ast.JoinedStr(values=parts):
            for part in parts:
                if isinstance(part, ast.FormattedValue) and part.format_spec is None and part.conversion == -1:
                    yield from _inserted(part.value)


def _said(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the strings that a statement returns, adds to a list or names as what is noted."""
    if isinstance(node, ast.Return) and node.value is not None:
        yield from _texts(node.value)
    elif isinstance(node, ast.Call) and _name(node.func) == "append":
        yield from node.args
    elif isinstance(node, ast.Call) and _name(node.func) != "Advice":
        yield from (text for argument in [*node.args, *(k.value for k in node.keywords)] for text in _texts(argument))
    elif isinstance(node, ast.Assign) and _is_text(node.value) and _is_whole(node.value):
        yield node.value


def _is_whole(node: ast.expr) -> bool:
    """Whether a string ends like a sentence."""
    last = node.values[-1] if isinstance(node, ast.JoinedStr) and node.values else node
    return isinstance(last, ast.Constant) and str(last.value).endswith((".", "?", "!"))


def _texts(node: ast.expr) -> Iterator[ast.expr]:
    if _is_text(node):
        yield node
    elif isinstance(node, ast.Tuple | ast.List):
        yield from (text for each in node.elts for text in _texts(each))
    elif isinstance(node, ast.IfExp):
        yield from (text for each in (node.body, node.orelse) for text in _texts(each))
