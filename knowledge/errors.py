"""What can go wrong in the knowledge base.

KnowledgeError
├── BadProcedure        a procedure breaks an invariant or a file cannot be read as one
├── ProcedureNotFound   no procedure with that id (or version)
└── IndexUnavailable    the search index cannot be reached or rebuilt
"""


class KnowledgeError(Exception):
    """One plain sentence with the offending value and the fix."""


class BadProcedure(KnowledgeError):
    """A procedure breaks an invariant, or a file cannot be read as one."""


class ProcedureNotFound(KnowledgeError):
    """No procedure with that id or version."""


class IndexUnavailable(KnowledgeError):
    """The search index cannot be reached or rebuilt."""
