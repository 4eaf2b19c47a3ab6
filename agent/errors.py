"""What can go wrong around the tutor.

AgentError            one plain sentence with the offending value and the fix
├── SessionNotFound   no session with that id
├── BadInput          the learner's text or file cannot be used
└── ModelTrouble      the language model cannot be reached, or answers nonsense
"""


class AgentError(Exception):
    """One plain sentence with the offending value and the fix."""


class SessionNotFound(AgentError):
    """No session with that id."""


class BadInput(AgentError):
    """The learner's text or file cannot be used."""


class ModelTrouble(AgentError):
    """The language model cannot be reached, or answers nonsense."""
