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
# # Sensitivity: what if the weights, or the law, were others?
#
# **You learn:** how far scores and ranks hang on the weights that somebody chose, which single criteria carry them, and what the
# change of the law alone did to the same texts.

# %%
import pandas as pd
import plotly.io as pio

from audit import audit_folder, table
from audit.law import editions, score, scores_by_edition
from audit.law.sensitivity import SCHEMES, drawn, value_under
from audit.report import figures
from audit.report.ranking import comparable

pio.renderers.default = "plotly_mimetype"
pd.set_option("display.max_colwidth", 120)

# %% tags=["parameters"]
DRAWS = 500  # ways of counting drawn at random
LANGUAGE = "en"  # of the labels: kk, ru or en

# %% [markdown]
# ## Other ways of counting
#
# The score weighs a criterion by severity and by duty, and a partial answer earns half. Each of these ways could be defended; the
# verdicts are the same in all. Policies of which too little could be assessed are left out, as they are wherever scores are compared.

# %%
# NBVAL_CHECK_OUTPUT
audits = [a for a in audit_folder("../data/raw", encoder="none") if comparable(a.score) is not None]
scores = {
    name: {audit.document.doc_id: value_under(audit.verdicts, scheme) for audit in audits}
    for name, scheme in SCHEMES.items()
}
pd.DataFrame(scores).T

# %%
figures.score_spread(scores, language=LANGUAGE)

# %% [markdown]
# And the places they give:

# %%
# NBVAL_CHECK_OUTPUT
pd.DataFrame(scores).T.rank(axis=1, ascending=False, method="min").astype(int)

# %% [markdown]
# ## Weights at random
#
# Every weight between half and twice the published one, a partial answer worth anything from nothing to all. A place that holds in
# nine of ten draws does not hang on the choice.

# %%
# NBVAL_CHECK_OUTPUT
draws = pd.DataFrame(
    [
        {audit.document.doc_id: value_under(audit.verdicts, scheme) for audit in audits}
        for scheme in drawn(DRAWS)
    ]
)
places = draws.rank(axis=1, ascending=False, method="min")
spread = places.quantile([0.05, 0.5, 0.95], interpolation="nearest").T.astype(int)
spread.rename(columns={0.05: "best place", 0.5: "usual", 0.95: "worst place"})

# %% [markdown]
# ## One criterion less
#
# The criteria whose absence would move some score most. No single one should decide between operators.

# %%
# NBVAL_CHECK_OUTPUT
without = pd.DataFrame(
    {
        audit.document.doc_id: {
            left.criterion_id: score([v for v in audit.verdicts if v is not left]).value
            for left in audit.verdicts
        }
        for audit in audits
    }
)
moves = (without - pd.Series({a.document.doc_id: a.score.value for a in audits})).round(1)
moves.loc[moves.abs().max(axis=1).sort_values(ascending=False, kind="stable").index[:8]]

# %% [markdown]
# ## Other editions of the law
#
# The same texts, judged by every edition. A difference between columns is the law's doing, never the operator's.

# %%
# NBVAL_CHECK_OUTPUT
by_edition = table("editions", audits)
by_edition.pivot(index="policy_id", columns="edition", values="score")

# %%
figures.edition_effect(
    {audit.document.doc_id: scores_by_edition(audit) for audit in audits}, language=LANGUAGE
)

# %%
rows = [
    {"edition": e.id, "title": e.title.in_language(LANGUAGE), "from secondary sources": e.secondary}
    for e in editions()
]
pd.DataFrame(rows).set_index("edition")

# %% [markdown]
# ## What not to conclude
#
# - The interval of a score (its `low` and `high`) is about verdicts that may be wrong; what is shown here is about choices, and comes
#   on top.
# - Two operators whose order changes with the weights should not be ranked against each other.
#
# Next: [how a person corrects all this](09_review.ipynb).
