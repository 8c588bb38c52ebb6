"""Owns the faults that are seeded in a source: one changed node of its syntax tree each, found systematically."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Sub: ast.BitOr,
    ast.Add: ast.Sub,
}
_OTHER_CALLS = {"any": "all", "all": "any"}
_UNWRAPPED = frozenset({"strip", "upper", "encode", "casefold", "lower"})
Variants = Iterator[tuple[str, ast.AST]]


@dataclass(frozen=True, slots=True)
class Mutation:
    """Hold one fault: what it does, at which line, and where: the parent, its field, and the place in a list of it."""

    what: str
    line: int
    parent: ast.AST
    name: str
    place: int | None
    replacement: ast.AST

    def compile(self, tree: ast.Module, name: str) -> CodeType:
        """Return the code of the tree with the fault in it; the tree itself is as it was afterwards."""
        before = getattr(self.parent, self.name)
        after: ast.AST | list[ast.AST] = self.replacement
        if self.place is not None:
            after = [*before[: self.place], self.replacement, *before[self.place + 1 :]]
        setattr(self.parent, self.name, after)
        try:
            return compile(tree, name, "exec")
        finally:
            setattr(self.parent, self.name, before)


def find_mutations(tree: ast.Module, is_policy: Callable[[ast.AST], bool]) -> Iterator[Mutation]:
    """Yield every fault of a module; `is_policy` tells of a node whether it, and what is in it, decides anything."""
    for node, parent, name, place in _children(tree, is_policy):
        for what, replacement in _variants(node):
            where = node if hasattr(node, "lineno") else parent
            if not hasattr(replacement, "lineno"):
                ast.copy_location(replacement, where)
            line = getattr(where, "lineno", 0)
            yield Mutation(what, line, parent, name, place, ast.fix_missing_locations(replacement))


def _children(
    parent: ast.AST, is_policy: Callable[[ast.AST], bool]
) -> Iterator[tuple[ast.AST, ast.AST, str, int | None]]:
    """Yield each node that decides something, with where it stands, from the outside in."""
    for name, value in ast.iter_fields(parent):
        for place, node in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(node, ast.AST) and name not in {"annotation", "returns", "decorator_list"}:
                if not is_policy(node):
                    continue
                yield node, parent, name, place
                yield from _children(node, is_policy)


def _variants(node: ast.AST) -> Variants:
    """Yield what may stand in the place of a node, each with its name."""
    for kind, variants in _VARIANTS.items():
        if isinstance(node, kind):
            yield from variants(node)


def _of_condition(node: ast.AST) -> Variants:
    assert isinstance(node, ast.If | ast.IfExp)
    for truth in (True, False):
        changed = copy.copy(node)
        changed.test = ast.Constant(truth)
        yield f"condition always {truth}", changed


def _of_boolean(node: ast.AST) -> Variants:
    assert isinstance(node, ast.BoolOp)
    swapped = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "and ↔ or", ast.BoolOp(swapped, node.values)
    for place in range(len(node.values)):
        left = [value for number, value in enumerate(node.values) if number != place]
        yield f"operand {place + 1} dropped", left[0] if len(left) == 1 else ast.BoolOp(node.op, left)


def _of_negation(node: ast.AST) -> Variants:
    assert isinstance(node, ast.UnaryOp)
    if isinstance(node.op, ast.Not):
        yield "not dropped", node.operand


def _of_comparison(node: ast.AST) -> Variants:
    assert isinstance(node, ast.Compare)
    for place, operator in enumerate(node.ops):
        for other in _COMPARISONS.get(type(operator), ()):
            operators = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            name = f"{type(operator).__name__} → {other.__name__}"
            yield name, ast.Compare(node.left, operators, node.comparators)


def _of_operation(node: ast.AST) -> Variants:
    assert isinstance(node, ast.BinOp)
    other = _OPERATORS.get(type(node.op))
    if other is not None and not isinstance(node.left, ast.Constant | ast.JoinedStr):
        yield f"{type(node.op).__name__} → {other.__name__}", ast.BinOp(node.left, other(), node.right)


def _of_statement(node: ast.AST) -> Variants:
    yield "statement dropped", ast.Pass()
    if isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) not in {"None", "False"}:
        yield "returns None", ast.Return(ast.Constant(None))


def _of_call(node: ast.AST) -> Variants:
    assert isinstance(node, ast.Call)
    if isinstance(node.func, ast.Name) and node.func.id in _OTHER_CALLS:
        yield (
            f"{node.func.id} → {_OTHER_CALLS[node.func.id]}",
            ast.Call(ast.Name(_OTHER_CALLS[node.func.id], ast.Load()), node.args, node.keywords),
        )
    if isinstance(node.func, ast.Attribute) and node.func.attr in _UNWRAPPED and not node.args:
        yield f".{node.func.attr}() dropped", node.func.value
    if isinstance(node.func, ast.Attribute) and node.func.attr == "fullmatch":
        yield "fullmatch → match", ast.Call(ast.Attribute(node.func.value, "match", ast.Load()), node.args, [])


def _of_filter(node: ast.AST) -> Variants:
    assert isinstance(node, ast.comprehension)
    for place, test in enumerate(node.ifs):
        changed = copy.copy(node)
        changed.ifs = [*node.ifs[:place], *node.ifs[place + 1 :]]
        yield "filter dropped", changed
        changed = copy.copy(node)
        changed.ifs = [*node.ifs[:place], ast.UnaryOp(ast.Not(), test), *node.ifs[place + 1 :]]
        yield "filter negated", changed


def _of_member(node: ast.AST) -> Variants:
    """Yield another member in the place of one of an enumeration, which is written in capitals."""
    assert isinstance(node, ast.Attribute)
    others = _MEMBERS.get(node.value.id if isinstance(node.value, ast.Name) else "", ())
    if node.attr in others:
        for step in (1, -1):
            other = others[(others.index(node.attr) + step) % len(others)]
            yield f"{node.attr} → {other}", ast.Attribute(node.value, other, ast.Load())


def _of_set(node: ast.AST) -> Variants:
    assert isinstance(node, ast.Set)
    for place, element in enumerate(node.elts):
        left = [one for number, one in enumerate(node.elts) if number != place]
        empty = ast.Call(ast.Name("set", ast.Load()), [], [])
        yield f"{ast.unparse(element)} left out", ast.Set(left) if left else empty


def _of_number(node: ast.AST) -> Variants:
    assert isinstance(node, ast.Constant)
    if type(node.value) is int:
        yield f"{node.value} → {node.value + 1}", ast.Constant(node.value + 1)
        if node.value:
            yield f"{node.value} → {node.value - 1}", ast.Constant(node.value - 1)
    if type(node.value) is bool:
        yield f"{node.value} → {not node.value}", ast.Constant(not node.value)


def _of_slice(node: ast.AST) -> Variants:
    assert isinstance(node, ast.Subscript)
    if isinstance(node.slice, ast.Slice):
        yield "slice dropped", node.value


_MEMBERS = {
    "Withholding": ("NOT_IN_CONTRACT", "NOT_FOR_PROFILE", "NOT_APPROVED", "NO_VALUE", "MALFORMED"),
    "Ruling": ("PENDING", "APPROVED", "REFUSED"),
    "Status": ("DRAFT", "SUBMITTED", "ACTIVE", "SUSPENDED"),
    "Precision": ("AS_IT_IS", "TRUNCATED", "YEAR", "LEVEL"),
    "SubjectForm": ("PSEUDONYM", "PIVOT"),
    "Profile": ("PUPIL", "GUARDIAN", "TEACHER", "CITIZEN", "PROFESSIONAL"),
}
_VARIANTS: dict[type[ast.AST], Callable[[ast.AST], Variants]] = {
    ast.If: _of_condition,
    ast.IfExp: _of_condition,
    ast.BoolOp: _of_boolean,
    ast.UnaryOp: _of_negation,
    ast.Compare: _of_comparison,
    ast.BinOp: _of_operation,
    ast.Expr: _of_statement,
    ast.Return: _of_statement,
    ast.Raise: _of_statement,
    ast.Call: _of_call,
    ast.comprehension: _of_filter,
    ast.Attribute: _of_member,
    ast.Set: _of_set,
    ast.Constant: _of_number,
    ast.Subscript: _of_slice,
}
