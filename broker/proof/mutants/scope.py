"""Owns which nodes of the policy's modules decide anything: words that only explain are no place for a fault."""

import ast

# What explains a refusal, shows nothing, or is asked when a contract is read: changing it lets nothing else leave.
_EXPLAINING = frozenset({"expected", "received", "cause", "source"})
_SILENT = frozenset({"__repr__", "_names", "precisions_of", "is_date", "_is_text", "_LEVELLED"})
_SENTENCES = frozenset({"Sentence", "_same", "TypeVar"})


def is_policy(node: ast.AST) -> bool:
    """Tell whether a node, and what is in it, decides what leaves; imports, docstrings and sentences do not."""
    if isinstance(node, ast.Assign):
        return not any(isinstance(target, ast.Name) and target.id in _SILENT for target in node.targets)
    if isinstance(node, ast.Import | ast.ImportFrom | ast.arguments):
        return False
    if isinstance(node, ast.FunctionDef):
        return node.name not in _SILENT
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return False
    if isinstance(node, ast.keyword):
        return node.arg not in _EXPLAINING
    return not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SENTENCES)
