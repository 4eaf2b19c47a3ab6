"""What can go wrong in a tool. Each message is one plain sentence with the value and the fix.

ToolError
├── BadUpload          a file the learner gave is no image or video, or is over a limit
├── StoreFull          the disk has no room for a picture or clip; nothing half-written is left
├── BadKey             a name that cannot be the key of an artefact
└── JobError
    ├── JobNotFound        no job with that id
    ├── NotYourJob         only those who asked for a job may cancel or retry it
    └── QueueUnavailable   the job database cannot be reached or written
"""


class ToolError(Exception):
    """One plain sentence with the offending value and the fix."""


class BadUpload(ToolError):
    """A file the learner gave is no image or video, or is over a limit."""


class StoreFull(ToolError):
    """The disk has no room; nothing half-written is left behind."""


class BadKey(ToolError):
    """A name that cannot be the key of an artefact."""


class JobError(ToolError):
    """Something about a job."""


class JobNotFound(JobError):
    """No job with that id."""


class NotYourJob(JobError):
    """Only those who asked for a job may cancel or retry it."""


class QueueUnavailable(JobError):
    """The job database cannot be reached or written."""
