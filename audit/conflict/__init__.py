"""What does not fit: contradictions inside a policy, foreign templates, defects of the text."""

from audit.conflict.detect import detect

__all__ = ["detect"]
