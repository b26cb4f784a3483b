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
# # One policy in, facts with their words out
#
# **You learn:** what the workbench answers about one privacy policy, how every answer shows the words it rests on, and which
# notebook to open next.
#
# The five policies in `data/raw` are audited in memory; nothing is written.

# %%
import pandas as pd

from audit import audit_document, load, table

pd.set_option("display.max_colwidth", 120)

# %% [markdown]
# ## A text
#
# `load` turns a file (`.txt .md .html .pdf .docx`) into one canonical text. All offsets count characters of that text.

# %%
# NBVAL_CHECK_OUTPUT
document = load("../data/raw/cpm.kz.txt")
print(document.doc_id, document.languages, len(document.text), "characters")
print(document.text.strip().splitlines()[0])

# %% [markdown]
# ## What it says
#
# A *fact* is a thing the policy says, in the words of the codebook (`audit/facts/codebook.yaml`). A fact judges nothing.

# %%
# NBVAL_CHECK_OUTPUT
result = audit_document(document)
facts = table("facts", [result])
facts.loc[
    facts["field"].isin(["purposes", "retention", "rights"]), ["field", "name", "quote"]
].head(8)

# %% [markdown]
# ## The words that say it
#
# No fact without a verbatim quote at exact offsets, or a statement that the text is silent. So every fact can be looked up:

# %%
# NBVAL_CHECK_OUTPUT
first = facts[facts["quote"] != ""].iloc[0]
print(first["field"], "/", first["code"], "- found by", first["rule_id"])
print(first["start"], first["end"], first["quote"])
print("verbatim:", document.text[first["start"] : first["end"]] == first["quote"])

# %% [markdown]
# ## How it stands to the law
#
# A *verdict* answers one criterion of the edition of Law 94-V in force on a day. *Not found*, *violated*, *not applicable* and
# *not assessable* are four different answers. The score comes with an interval, because single verdicts may be wrong.

# %%
# NBVAL_CHECK_OUTPUT
print(f"judged as of {result.as_of} by edition {result.edition}")
print(f"score {result.score.value} of 100, 90 % interval {result.score.low} to {result.score.high}")
print(f"share of the checklist that could be assessed: {result.score.assessed:.0%}")
table("verdicts", [result]).drop_duplicates("criterion")["status"].value_counts().sort_index()

# %% [markdown]
# ## The whole audit
#
# An audit shows itself: open the verdicts or the text, in which everything that serves as evidence is lit up.

# %%
result

# %% [markdown]
# ## Your own policy
#
# Give `load` the path of your file, or audit a folder with `audit_folder("my-policies")`. In a terminal,
# `audit check my-policy.pdf` shows the same, and `audit run my-policies --out out` writes records and tables.
#
# ## Where to go next
#
# | notebook | question |
# |---|---|
# | [01_corpus](01_corpus.ipynb) | What was collected, and what are the texts like? |
# | [02_one_operator](02_one_operator.ipynb) | What does one operator say, and why does each verdict say what it says? |
# | [03_compare](03_compare.ipynb) | How do the operators differ, and who passes data to whom? |
# | [04_gaps](04_gaps.ipynb) | What is missing, what does it cost, and which sentence would close it? |
# | [05_contradictions](05_contradictions.ipynb) | Where does a policy contradict itself, its other language, or its author? |
# | [06_search](06_search.ipynb) | Where does any policy say such a thing, in whichever language? |
# | [07_quality](07_quality.ipynb) | How often is all this right, and where and why does it err? |
# | [08_sensitivity](08_sensitivity.ipynb) | How far do the scores hang on weights and on the edition of the law? |
# | [09_review](09_review.ipynb) | How does a person correct it? |
#
# This is research, not legal advice: a person should read the quotes before relying on a verdict.
