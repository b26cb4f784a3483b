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
# # How good is it?
#
# **You learn:** how far the workbench agrees with people who read the same policies, which causes stand behind misses and false finds,
# and whether a confidence keeps what it promises.
#
# Three measures, from the kindest to the hardest: the five collected policies (the rules were written with them at hand), labelled
# clauses of invented operators in deliberately unusual wording, and, in `docs/accuracy.md` only, real policies that nobody had read.

# %%
from pathlib import Path

import pandas as pd
import plotly.io as pio

from audit import audit_folder, encoder
from audit.evaluation import bins, calibration_error, evaluate_audits
from audit.facts import SecondOpinion
from audit.labels import read_labels
from audit.outcomes import outcomes
from audit.report import figures
from audit.training import train

pio.renderers.default = "plotly_mimetype"
pd.set_option("display.max_colwidth", 160)

# %% tags=["parameters"]
EVERY = 8  # the second opinion learns from every eighth document, to be quick; 2 uses half of them
LANGUAGE = "en"  # of the labels: kk, ru or en

# %% [markdown]
# ## Agreement with gold
#
# Gold is what a careful reader found, code by code. *Precision* is the share of finds that are right, *recall* the share of what
# should be found that was, *F1* their mean.

# %%
# NBVAL_CHECK_OUTPUT
result = evaluate_audits(Path("../data/gold"), audit_folder("../data/raw", encoder="none"))
tallies = {name: result.tally(field=name) for name in result.fields}
tallies |= {"contacts": result.contacts(), "all fields": result.tally()}
rows = [
    {"": name, "right": t.right, "false": t.false, "missed": t.missed, "F1": round(t.f1, 3)}
    for name, t in tallies.items()
]
pd.DataFrame(rows).set_index("")

# %%
# NBVAL_CHECK_OUTPUT
agree, of = (sum(column) for column in zip(*result.verdicts().values(), strict=True))
print(f"verdicts agree: {agree} of {of}")
print(f"evidence right for {result.evidence():.3f} of the right facts")
print("95 % interval of F1 over policies: {:.3f} to {:.3f}".format(*result.interval()))

# %% [markdown]
# Every disagreement on facts:

# %%
misses = [miss for comparison in result.comparisons for miss in comparison.misses]
pd.DataFrame(misses, columns=["policy_id", "kind", "field", "code", "quote", "rule_id"])

# %% [markdown]
# ## Unusual wording
#
# One row a code that a labelled document says or was found to say, by rules alone. Rules were widened after reading these documents,
# so these are no figures for unseen policies either.

# %%
# NBVAL_CHECK_OUTPUT
documents = read_labels(Path("../data/labels/clauses.jsonl"))
codes = pd.DataFrame(outcomes(documents))
pd.crosstab(codes["language"], codes["outcome"], margins=True)

# %% [markdown]
# By field, sorted by how much is lost: a weak field with few codes matters less.

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
print("less than one in ten is a fault of reading:", reading.mean() < 0.1)

# %% [markdown]
# An example or two of each cause:

# %%
examples = missed.groupby("cause").head(2).sort_values("cause", kind="stable")
examples[["cause", "document", "field", "code", "text"]]

# %% [markdown]
# ## Why finds are false
#
# *Nothing of the field labelled there* holds both true errors and labels that the writer of the document forgot; a second reader
# would tell them apart.

# %%
false = codes[codes["outcome"] == "false"]
pd.crosstab(false["cause"], false["language"], margins=True).sort_values("All", ascending=False)

# %% [markdown]
# Rules that are false here as often as right are suspect wherever they speak:

# %%
suspects = pd.crosstab(codes["rule_id"], codes["outcome"])[["right", "false"]].drop(index="")
suspects = suspects.query("false >= 3 and false >= right")
suspects.sort_values("false", ascending=False, kind="stable").head(10)

# %% [markdown]
# ## Then words and meaning
#
# On codes that the rules found nowhere in a text a trained model has a say. It sees the words of each clause and, where they leave
# such a code possible, its sentence vector, behind the heading or lead-in that governs it. Here one is trained on a few documents and
# reads others; `audit train` gives the figures for all of them, `docs/accuracy.md` keeps them. Cross-validation by document: texts of
# one operator are never on both sides. A fifth of the rules' finds are hidden, as if the text were new to them.

# %%
model, report = train(documents[::EVERY], encoder())
ways = [
    {"way": way, "precision": tally.precision, "recall": tally.recall, "F1": tally.f1}
    for way, tally in report.tallies.items()
]
pd.DataFrame(ways).set_index("way").round(3)

# %%
# NBVAL_CHECK_OUTPUT
rules, words, vectors, both = report.tallies.values()
print("all together are better than each:", both.f1 > max(rules.f1, words.f1, vectors.f1))
print("both lose nothing that the rules found:", both.right >= rules.right)

# %% [markdown]
# ## Does a confidence keep its promise?
#
# The model just trained reads documents that it has not seen. Each mark is a group of facts with about the same confidence: on the
# dashed line the share that is right equals the confidence; the number counts facts. The *expected calibration error* is the mean
# distance from that line.

# %%
unseen = documents[EVERY // 2 :: 2 * EVERY]
read = pd.DataFrame(outcomes(unseen, opinion=SecondOpinion(encoder(), model)))
given = read[read["outcome"] != "missed"].assign(right=read["outcome"] == "right")
groups = bins(zip(given["confidence"], given["right"], strict=True))
figures.reliability(groups, language=LANGUAGE)

# %%
given.groupby("method")[["confidence", "right"]].mean().round(2).assign(
    facts=given.groupby("method").size()
)

# %%
# NBVAL_CHECK_OUTPUT
print("calibration error below 0.1:", calibration_error(groups) < 0.1)

# %% [markdown]
# ## What follows
#
# - Most misses are words that no rule knows; each field's YAML takes new terms with examples as tests (`CONTRIBUTING.md`).
# - Opposite polarity is rare and does the most harm, because it can turn a verdict: read the quotes of denials first.
# - With `--encoder none` every fact has a rule behind it, and a batch is much quicker. Keep the second opinion where a miss costs more
#   than a false find that [a reviewer can strike out](09_review.ipynb).
#
# Next: [how far the scores hang on weights and editions](08_sensitivity.ipynb).
