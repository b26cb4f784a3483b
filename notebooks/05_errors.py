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
# # Where it errs, and why
#
# **You learn:** which fields are weak, which causes stand behind misses and false finds, and which of them the second opinion mends.
#
# The labelled clauses of `data/labels` are the test: policies of invented operators, many in deliberately unusual wording. Rules were
# widened after reading them, so these are no figures for unseen policies; those are in `docs/accuracy.md`.

# %%
from pathlib import Path

import pandas as pd

from audit import audit_folder, encoder, table
from audit.facts import SecondOpinion
from audit.training import outcomes, read_labels, train

pd.set_option("display.max_colwidth", 180)
pd.set_option("display.max_rows", 100)

# %% [markdown]
# ## Right, false, missed
#
# One row a code that a document says or was found to say, by rules alone. Codes that readers may dispute are left out.

# %%
# NBVAL_CHECK_OUTPUT
documents = read_labels(Path("../data/labels/clauses.jsonl"))
codes = pd.DataFrame(outcomes(documents))
print(len(documents), "documents;", "columns:", ", ".join(codes.columns))

# %%
pd.crosstab(codes["language"], codes["outcome"], margins=True)

# %% [markdown]
# ## By field
#
# Sorted by how much is lost, not by F1: a weak field with few codes matters less.

# %%
fields = pd.crosstab(codes["field"], codes["outcome"])
fields["precision"] = (fields["right"] / (fields["right"] + fields["false"])).round(2)
fields["recall"] = (fields["right"] / (fields["right"] + fields["missed"])).round(2)
fields.assign(errors=fields["false"] + fields["missed"]).sort_values("errors", ascending=False)

# %% [markdown]
# ## Why codes are missed
#
# The cause is computed from what extraction saw in the clause that the label names:
#
# | cause | what happened |
# |---|---|
# | wording not known | no term of the code matches |
# | wording not known beside other codes of the field | the same, but a list was entered: other codes of the field were found there |
# | term known, context not recognised | a term stands there, but no frame ("we collect") was seen around it, or an exception cancelled it |
# | found in the opposite polarity | affirmed for denied, or the other way round |
# | taken for definition or page furniture, taken for a heading | the clause was set apart |
# | language misread | the rules of another language were applied |
# | gave way to a stronger code of the field | a field with one answer took another |

# %%
missed = codes[codes["outcome"] == "missed"]
causes = pd.crosstab(missed["cause"], missed["language"], margins=True)
causes.sort_values("All", ascending=False)

# %%
# NBVAL_CHECK_OUTPUT
wording = missed["cause"].str.startswith("wording not known")
reading = missed["cause"].str.contains("taken for|language misread")
print("more than half are wording that no rule knows:", wording.mean() > 0.5)
print("less than one in twenty is a fault of reading:", reading.mean() < 0.05)

# %% [markdown]
# The fields and codes behind the two main causes. Contexts are worth more work than words: one frame serves all codes of its field.

# %%
main = missed.groupby(["cause", "field"]).size().sort_values(ascending=False).head(12)
main.to_frame("missed")

# %%
main_causes = missed["cause"].where(missed["cause"].str.contains("wording|context"), "other")
often = pd.crosstab([missed["field"], missed["code"]], main_causes)
often = often.assign(all=often.sum(axis=1))
often.sort_values("all", ascending=False, kind="stable").head(12)

# %% [markdown]
# Two examples a cause:

# %%
missed.groupby("cause").head(2).sort_values("cause", kind="stable")[
    ["cause", "document", "field", "code", "text"]
]

# %% [markdown]
# ## Why finds are false
#
# *Nothing of the field labelled there* holds both true errors and labels that the writer of the document forgot; a second reader
# would tell them apart.

# %%
false = codes[codes["outcome"] == "false"]
pd.crosstab(false["cause"], false["language"], margins=True).sort_values("All", ascending=False)

# %%
false.groupby("cause").head(3).sort_values("cause", kind="stable")[
    ["cause", "document", "rule_id", "text"]
]

# %% [markdown]
# ## Rules that err most
#
# A rule that is often wrong here is suspect wherever it speaks: the last column counts its finds in the collected policies, which
# are the first to read again.

# %%
# NBVAL_CHECK_OUTPUT
facts = table("facts", audit_folder("../data/raw", encoder="none"))
in_policies = facts.drop_duplicates(["policy_id", "field", "code"]).groupby("rule_id").size()
suspects = pd.crosstab(codes["rule_id"], codes["outcome"])[["right", "false"]].drop(index="")
suspects = suspects.join(in_policies.rename("in data/raw")).fillna({"in data/raw": 0}).astype(int)
suspects = suspects.query("false >= 3 and false >= right").sort_values("false", ascending=False)
print("fewer than 40 rules are false as often as right:", len(suspects) < 40)

# %%
suspects.head(12)

# %% [markdown]
# ## What the second opinion mends
#
# It learns from one third of the documents and reads another. Shown are the misses of the rules there, and how many of each cause it
# turned into finds.

# %%
model, _ = train(documents[::3], encoder())
helped = pd.DataFrame(outcomes(documents[1::3], opinion=SecondOpinion(encoder(), model)))
alone = pd.DataFrame(outcomes(documents[1::3]))
pair = alone.merge(helped, on=["document", "field", "code"], how="outer", suffixes=("", "_helped"))
mended = pair[pair["outcome"] == "missed"].groupby("cause")["outcome_helped"].value_counts()
mended.unstack(fill_value=0)

# %%
# NBVAL_CHECK_OUTPUT
turned = (pair["outcome"] == "missed") & (pair["outcome_helped"] == "right")
spoiled = pair["outcome"].isna() & (pair["outcome_helped"] == "false")
lost = (pair["outcome"] == "right") & (pair["outcome_helped"] != "right")
print("it mends more than it spoils:", turned.sum() > spoiled.sum())
print("finds of the rules lost by it:", int(lost.sum()))

# %% [markdown]
# ## What follows
#
# - Most misses are words that no rule knows; each field's YAML takes new terms with examples as tests (`CONTRIBUTING.md`).
# - Opposite polarity is rare and does the most harm, because it can turn a verdict: read the quotes of denials first.
# - Contexts come second: a term that stands there without its frame is where the second opinion helps most.
#
# Next: [the encoders compared](06_encoders.ipynb).
