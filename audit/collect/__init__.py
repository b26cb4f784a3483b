"""From a list of operators to a watched corpus: fetching politely, finding policies, snapshots."""

from audit.collect.collection import Collection, collect
from audit.collect.fetch import Fetcher, Manners
from audit.collect.find import Found, Missed, find
from audit.collect.net import Wire
from audit.collect.package import describe, write_package
from audit.collect.states import REMEDIES, Page, Refused, State
from audit.collect.store import Entry, Store, read_snapshot, snapshots

__all__ = [
    "REMEDIES",
    "Collection",
    "Entry",
    "Fetcher",
    "Found",
    "Manners",
    "Missed",
    "Page",
    "Refused",
    "State",
    "Store",
    "Wire",
    "collect",
    "describe",
    "find",
    "read_snapshot",
    "snapshots",
    "write_package",
]
