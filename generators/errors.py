"""What can go wrong while something is made.

GeneratorError
├── UnknownBackend       no backend of that name
├── BackendUnavailable   the backend cannot run here; says what is missing
├── BadMedia             an image or video that cannot be read, or is over a limit
├── WeightsError         trained weights that are missing, damaged or do not fit the model
└── Cancelled            the learner stopped the job
"""


class GeneratorError(Exception):
    """One plain sentence with the offending value and the fix."""


class UnknownBackend(GeneratorError):
    """No backend of that name."""


class BackendUnavailable(GeneratorError):
    """The backend cannot run on this machine; the message says what is missing."""


class BadMedia(GeneratorError):
    """An image or video that cannot be read, or is over a limit."""


class WeightsError(GeneratorError):
    """Trained weights that are missing, damaged or do not fit; the message names the file."""


class Cancelled(GeneratorError):
    """The learner stopped the job; raised out of the progress callback."""
