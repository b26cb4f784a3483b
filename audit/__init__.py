"""A workbench that audits privacy policies of operators in Kazakhstan, in Kazakh, Russian and English."""

__version__ = "0.1.0"
