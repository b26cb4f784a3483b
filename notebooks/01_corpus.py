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
# # The corpus: what was collected
#
# **You learn:** which policies are here, in which languages, how long they are, what their parts are about, what is not policy at
# all, and how trouble with a file is told.

# %%
from pathlib import Path

import pandas as pd
import plotly.io as pio

from audit import audit_folder, table
from audit.read import discover
from audit.report import figures

pio.renderers.default = "plotly_mimetype"
pd.set_option("display.max_colwidth", 120)

RAW = Path("../data/raw")
LANGUAGE = "en"  # of the labels: kk, ru or en

# %% [markdown]
# ## The manifest
#
# One line a policy: where it came from and the hash of the file as collected. An empty `operator` means that nobody knew the
# operator when it was collected.

# %%
# NBVAL_CHECK_OUTPUT
manifest = pd.read_json(RAW / "manifest.jsonl", lines=True)
manifest[["policy_id", "operator", "site", "language", "file"]]

# %% [markdown]
# ## Language and length
#
# `language` is that of most of the text, `languages` are all with a real share. Both are found in the text, not taken from the
# manifest.

# %%
# NBVAL_CHECK_OUTPUT
audits = audit_folder(RAW, encoder="none")
table("policies", audits)[["policy_id", "language", "languages", "characters", "clauses"]]

# %% [markdown]
# ## Clauses
#
# A policy is cut into headings, sentences and list items; joined again, they give the text back. Each clause has a language of its
# own, because many policies hold two; a line too short to tell takes the language of the text around it.

# %%
# NBVAL_CHECK_OUTPUT
clauses = table("clauses", audits)
pd.crosstab(clauses["policy_id"], clauses["kind"])

# %%
# NBVAL_CHECK_OUTPUT
pd.crosstab(clauses["policy_id"], clauses["language"].replace("", "none"))

# %% [markdown]
# ## What the parts are about
#
# The *role* of a clause comes from the headings above it and its own words. The figure gives the share of the text (in characters)
# that each role takes. Much *Other* means few headings, so less is known of where a sentence stands.

# %%
figures.clause_roles(audits, language=LANGUAGE)

# %% [markdown]
# ## Page furniture
#
# Collected pages carry menus, opening hours and footers. They are kept, so that offsets hold, and set apart, so that nothing is
# concluded from them.

# %%
# NBVAL_CHECK_OUTPUT
furniture = clauses[clauses["section_role"] == "furniture"]
furniture[["policy_id", "clause", "text"]].head(8)

# %% [markdown]
# ## Problems
#
# A file that cannot be read never stops a run: it becomes a problem with cause and remedy. This folder has none; a name that does
# not exist shows what one looks like.

# %%
# NBVAL_CHECK_OUTPUT
sources, problems = discover([RAW, RAW / "no-such-policy.txt"])
print(len(sources), "policies,", len(problems), "problem")
print(problems[0].where, "-", problems[0].message, "- remedy:", problems[0].remedy)

# %% [markdown]
# Next: [one operator](02_one_operator.ipynb) in full.
